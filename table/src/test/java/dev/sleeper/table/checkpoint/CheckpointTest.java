package dev.sleeper.table.checkpoint;

import static dev.sleeper.table.Tables.CREATED;
import static dev.sleeper.table.Tables.add;
import static dev.sleeper.table.Tables.after;
import static dev.sleeper.table.Tables.file;
import static dev.sleeper.table.Tables.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.table.Change;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.TableState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    private static final int DAMAGES = 2_000;
    private static final long SEED = 5;

    private final ObjectStore store = new InMemoryObjectStore(new ManualTimekeeper());

    @Test
    void stateIsReadAsItWasWritten() {
        TableState state = after(
                numbers(10, 20, 30),
                add("a", file(1), file(2)),
                new Change.ReplaceFiles(List.of(file(1).location()), List.of(file(4)), 0, CREATED + 7),
                new Change.HoldFiles("export", 5));

        assertThat(reread(state)).isEqualTo(state);
    }

    @Test
    void stateOfManyFilesIsReadAsItWasWritten() {
        TableState state = manyFiles();

        assertThat(reread(state)).isEqualTo(state);
    }

    private static TableState manyFiles() {
        List<DataFile> files = new ArrayList<>();
        for (int i = 1; i <= 30_000; i++) {
            files.add(file(i));
        }
        return after(numbers(), add("a", files.toArray(DataFile[]::new)));
    }

    @Test
    void checkpointIsReadWhileTheProcessIsStopping() {
        TableState state = after(numbers(), add("a", file(1), file(2)));
        write("checkpoint", state);

        try (ObjectReader in = store.open("checkpoint")) {
            TableState read = Checkpoint.read(in, task -> {
                throw new RejectedExecutionException();
            });

            assertThat(read).isEqualTo(state);
        }
    }

    @Test
    void damagedCheckpointIsReadAsItWasOrRefusedByName() {
        TableState state = after(numbers(5), add("a", file(1), file(2)));
        write("whole", state);
        byte[] whole = store.get("whole").orElseThrow().content();
        Random random = new Random(SEED);
        for (int i = 0; i < DAMAGES; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            String path = "damaged-" + i;
            store.putIfAbsent(path, damaged);
            try {
                assertThat(read(path)).isEqualTo(state);
            } catch (CorruptTableException expected) {
                assertThat(expected).hasMessageContaining(path);
            }
            store.delete(path);
        }
    }

    @Test
    void cutOffCheckpointIsRefused() {
        write("whole", numbers(5));
        byte[] whole = store.get("whole").orElseThrow().content();
        for (int length = 0; length < whole.length; length += 7) {
            store.putIfAbsent("cut-" + length, Arrays.copyOf(whole, length));
            String path = "cut-" + length;

            assertThatThrownBy(() -> read(path))
                    .isInstanceOf(CorruptTableException.class)
                    .hasMessageContaining(path);
        }
    }

    private TableState reread(TableState state) {
        write("checkpoint", state);
        return read("checkpoint");
    }

    private void write(String path, TableState state) {
        try (ObjectWriter out = store.create(path)) {
            Checkpoint.write(state, out);
            out.finish();
        }
    }

    private TableState read(String path) {
        try (ObjectReader in = store.open(path)) {
            return Checkpoint.read(in, Runnable::run);
        }
    }
}
