package dev.sleeper.engine.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.WriteSession;
import dev.sleeper.engine.compact.Compaction;
import dev.sleeper.engine.compact.Compactor;
import dev.sleeper.engine.scan.DamagedFiles;
import dev.sleeper.engine.scan.FileCache;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.rowfile.CorruptFileException;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.Partition;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two files whose rows are enough for four threads to merge them.
class FileMergeTest {
    private static final int FILE_ROWS = 600_000;
    private static final int THREADS = 4;
    private static final long MEMORY = 1L << 30;
    private static final Schema SCHEMA = Schema.of(
            List.of(Field.required("key", PrimitiveType.LONG), Field.required("value", PrimitiveType.LONG)),
            List.of("key"),
            List.of());

    @TempDir
    Path directory = Path.of("");

    private final WriteMemory memory = new WriteMemory(MEMORY);
    private final ThreadPoolExecutor helpers =
            new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());

    @Test
    void helpersTakePartAndGiveTheirMemoryBack() throws InterruptedException {
        try (TestInstance test = writeTwoFiles()) {
            compact(test);

            assertThat(state(test).fileCount()).isEqualTo(1);
            assertThat(state(test).rowCount()).isEqualTo(2L * FILE_ROWS);
            assertHelpersHaveEnded();
        }
    }

    @Test
    void theMemoryOfTheThreadThatMergesIsCountedToo() throws InterruptedException {
        AtomicInteger uncounted = new AtomicInteger();
        try (TestInstance test = writeTwoFiles()) {
            compact(test, false, rows -> {
                if (rows > 0 && memory.tryAdd(MEMORY)) {
                    memory.release(MEMORY);
                    uncounted.incrementAndGet();
                }
            });

            assertThat(uncounted).hasValue(0);
            assertThat(memory.tryAdd(MEMORY)).isTrue();
        }
    }

    /// @param share of the file that is before the damage
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.4, 0.8})
    void aDamagedInputIsNamedAndEndsAllThreadsAndNothingIsCommitted(double share) throws InterruptedException {
        try (TestInstance test = writeTwoFiles()) {
            TableState before = state(test);
            DataFile damaged = before.filesIn(Partition.ROOT_ID).iterator().next();
            String path = test.table("t").table().path(damaged.location());
            byte[] content = test.objects().get(path).orElseThrow().content();
            content[(int) (share * content.length)] ^= 1;
            test.objects().delete(path);
            test.objects().putIfAbsent(path, content);

            assertThatThrownBy(() -> compact(test))
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining(path);

            assertHelpersHaveEnded();
            assertThat(state(test)).isEqualTo(before);
            assertThat(test.objects().list("tables/" + before.tableId() + "/" + Partition.ROOT_ID + "/", "", 10))
                    .hasSize(2);
        }
    }

    private void compact(TestInstance test) {
        compact(test, true, rows -> {});
    }

    private void compact(TestInstance test, boolean helped, IntConsumer read) {
        try (DecoderPool decoders = new DecoderPool(2);
                FileCache cache = new FileCache(test.objects(), test.clock(), decoders, MEMORY, 10)) {
            WriteSources sources =
                    new WriteSources(test.objects(), helpers, directory, decoders, memory, THREADS, () -> "spill");
            Compactor compactor = new Compactor(new FileMerge(sources, cache), new DamagedFiles(), test.environment());
            List<DataFile> inputs = List.copyOf(state(test).filesIn(Partition.ROOT_ID));
            Table table = test.table("t").table();
            Compaction compaction = new Compaction(Partition.ROOT_ID, inputs, 1);
            if (helped) {
                compactor.run(table, compaction, read);
            } else {
                compactor.runAlone(table, compaction, read);
            }
        }
    }

    /// Each of them was asked to help, and none holds memory any more.
    private void assertHelpersHaveEnded() throws InterruptedException {
        helpers.shutdown();
        assertThat(helpers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(helpers.getCompletedTaskCount()).isEqualTo(THREADS - 1);
        assertThat(memory.tryAdd(MEMORY)).isTrue();
    }

    private TestInstance writeTwoFiles() {
        TestInstance test = TestInstance.open(directory, 256L << 20);
        test.create("t", SCHEMA, List.of());
        for (int file = 0; file < 2; file++) {
            int first = file;
            long[] keys =
                    LongStream.range(0, FILE_ROWS).map(row -> 2 * row + first).toArray();
            long[] values = new SplittableRandom(file).longs(FILE_ROWS).toArray();
            try (WriteSession session = test.instance().beginWrite("t", "job-" + file)) {
                session.write(new RowBatch(
                        SCHEMA.fields(),
                        List.of(
                                new LongColumn(keys, FILE_ROWS, Validity.ALL),
                                new LongColumn(values, FILE_ROWS, Validity.ALL)),
                        FILE_ROWS));
                session.commit();
            }
        }
        return test;
    }

    private static TableState state(TestInstance test) {
        return test.table("t").state();
    }
}
