package dev.sleeper.engine.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.scan.DamagedFiles;
import dev.sleeper.engine.scan.FileCache;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.objectstore.ForwardingObjectStore;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.FoundTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A table of a hundred leaves of ten keys each, whose files are on inner partitions and on leaves.
class SplitterTest {
    private static final int LEAVES = 100;
    private static final int KEYS = 10 * LEAVES;
    private static final Schema SCHEMA =
            Schema.of(List.of(Field.required("key", PrimitiveType.INT)), List.of("key"), List.of());

    @TempDir
    Path directory = Path.of("");

    private final Map<String, Integer> opened = new TreeMap<>();
    private final DamagedFiles damaged = new DamagedFiles();
    private TestInstance test;

    @BeforeEach
    void create() {
        test = TestInstance.open(directory);
        test.create(
                "t",
                SCHEMA,
                IntStream.range(1, LEAVES).mapToObj(leaf -> 10 * leaf).toList());
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void theSketchOfAFileIsReadOnceForAllLeavesThatItHasRowsIn() {
        for (int i = 0; i < 5; i++) {
            write("all-" + i, 0, KEYS);
        }

        assertThat(split(5 * KEYS)).isZero();
        assertThat(opened).isEmpty();

        assertThat(split(40)).isEqualTo(LEAVES / 2);

        assertThat(opened).hasSize(5);
        assertThat(opened.values()).containsOnly(1);
    }

    @Test
    void sketchesAreReadOnTheWaysToLeavesThatMayBeTooLargeOnly() {
        for (int leaf = 0; leaf < 40; leaf++) {
            write("leaf-" + leaf, 10 * leaf, 10 * leaf + 10);
        }
        write("pair", 455, 465);
        for (int i = 0; i < 4; i++) {
            write("full-" + i, 800, 810);
        }

        assertThat(split(15)).isEqualTo(1);

        assertThat(opened).hasSize(4);
        assertThat(state().partitions().leafCount()).isGreaterThan(LEAVES);
    }

    @Test
    void asManyLeavesWithFilesAreSplitAsThereIsRoomForAndAllOthers() {
        for (int leaf = 0; leaf < 10; leaf++) {
            write("first-" + leaf, 10 * leaf, 10 * leaf + 10);
            write("second-" + leaf, 10 * leaf, 10 * leaf + 10);
        }

        assertThat(split(15, 3)).isEqualTo(3);
        assertThat(split(15, 0)).isZero();
        for (int i = 0; i < 5; i++) {
            write("all-" + i, 500, KEYS);
        }
        assertThat(split(40, 0)).isEqualTo(LEAVES / 2);
        assertThat(split(15, 7)).isGreaterThan(7);
    }

    @Test
    void leavesUnderADamagedFileAreLeftAloneAndOthersAreSplit() {
        for (int i = 0; i < 4; i++) {
            write("low-" + i, 0, 20);
            write("high-" + i, 980, 1_000);
        }
        DataFile low = state().files().iterator().next();
        for (DataFile file : state().files()) {
            low = file.minKey().compareTo(low.minKey()) < 0 ? file : low;
        }
        String path = test.table("t").table().path(low.location());
        test.objects().delete(path);

        assertThat(split(15)).isEqualTo(2);

        assertThat(damaged.of(state().tableId())).containsOnlyKeys(path);
    }

    private int split(long maxLeafRows) {
        return split(maxLeafRows, Integer.MAX_VALUE);
    }

    private int split(long maxLeafRows, int maxWithFiles) {
        FoundTable found = test.table("t");
        try (DecoderPool decoders = new DecoderPool(1);
                FileCache nothingKept = new FileCache(new CountingStore(), test.clock(), decoders, 0, 1)) {
            return new Splitter(nothingKept, damaged, test.environment())
                    .split(found.table(), maxLeafRows, maxWithFiles);
        }
    }

    private void write(String job, int from, int to) {
        List<List<Object>> rows = new ArrayList<>();
        IntStream.range(from, to).forEach(key -> rows.add(List.of(key)));
        test.write("t", job, rows);
    }

    private TableState state() {
        return test.table("t").state();
    }

    /// Counts how often each file is opened, which is each time that its sketch is asked for.
    private final class CountingStore extends ForwardingObjectStore {
        CountingStore() {
            super(test.objects());
        }

        @Override
        public ObjectReader open(String path) {
            opened.merge(path, 1, Integer::sum);
            return super.open(path);
        }
    }
}
