package dev.sleeper.engine.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyRange;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.rowfile.RowFileSummary;
import dev.sleeper.rowfile.RowFileWriter;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.PartitionTree;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilePartsTest {
    private static final Schema SCHEMA =
            Schema.of(List.of(Field.required("key", PrimitiveType.LONG)), List.of("key"), List.of());
    private static final RowFileLayout LAYOUT =
            new RowFileLayout(SCHEMA.fields(), List.of("key"), List.of(), 1, 50, 1_000, 1 << 20, 10);
    private static final KeyCodec CODEC = KeyCodec.ofRowKeys(SCHEMA);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void anyNumberOfThreadsWritesTheSameFile(int threads) throws Exception {
        List<MemoryRun> runs = List.of(run(0, 9_000, 3), run(1, 9_000, 3), run(2, 9_000, 3));

        RowFileSummary summary = write(runs, ranges(500, 2_000, 2_001, 6_000), threads);

        assertThat(summary.rowCount()).isEqualTo(9_000);
        assertThat(summary.minKey()).isEqualTo(key(0));
        assertThat(summary.maxKey()).isEqualTo(key(8_999));
        assertThat(summary.checksum())
                .isEqualTo(write(runs, ranges(500, 2_000, 2_001, 6_000), 1).checksum());
    }

    @Test
    void aPartWithoutRowsIsLeftOut() throws Exception {
        RowFileSummary summary = write(List.of(run(100, 200, 1)), ranges(10, 50, 300, 400), 3);

        assertThat(summary.rowCount()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void theFailureOfAnyPartEndsAll(int threads) {
        SortedRun damaged = new WatchedRun(run(0, 90_000, 1), rows -> {
            throw new StoreUnavailableException("File x cannot be read", null);
        });

        assertThatThrownBy(() -> write(List.of(damaged, run(0, 9_000, 1)), ranges(20_000, 40_000, 60_000), threads))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("File x cannot be read");
    }

    @Test
    void partsAreCutWhereTheRowsAre() {
        SortedRun large = new LargeRun(run(0, 100_000, 1));
        List<KeyRange> half = List.of(new KeyRange(key(0), key(50_000)));

        List<List<KeyRange>> parts = WritePlan.parts(
                new WritePlan.PlannedFile(
                        PartitionTree.create(List.of(), () -> "root").root(), half),
                List.of(large),
                5);

        assertThat(parts).hasSize(5);
        assertThat(parts.getFirst().getFirst().min()).isEqualTo(key(0));
        assertThat(parts.getLast().getLast().max()).isEqualTo(key(50_000));
        for (int i = 1; i < parts.size(); i++) {
            Key cut = parts.get(i).getFirst().min();
            assertThat(parts.get(i - 1).getLast().max()).isEqualTo(cut);
            assertThat((long) CODEC.decode(cut).getFirst()).isBetween(i * 10_000L - 3_000, i * 10_000L + 3_000);
        }
    }

    private static RowFileSummary write(List<? extends SortedRun> runs, List<List<KeyRange>> ranges, int threads)
            throws Exception {
        try (RowFileWriter writer = RowFileWriter.open("file", new Discarded(), LAYOUT);
                ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            FileParts parts = new FileParts("file", SCHEMA, LAYOUT, writer, ranges, runs);
            List<Future<?>> helpers = new ArrayList<>();
            for (int i = 1; i < threads; i++) {
                helpers.add(workers.submit(parts::work));
            }
            parts.work();
            parts.await();
            for (Future<?> helper : helpers) {
                helper.get();
            }
            return writer.finish();
        }
    }

    private static List<List<KeyRange>> ranges(long... cuts) {
        List<List<KeyRange>> ranges = new ArrayList<>();
        Key min = KeyRange.ALL.min();
        for (long cut : cuts) {
            ranges.add(List.of(new KeyRange(min, key(cut))));
            min = key(cut);
        }
        ranges.add(List.of(new KeyRange(min, null)));
        return ranges;
    }

    private static MemoryRun run(long from, long to, int step) {
        long[] values = LongStream.iterate(from, value -> value < to, value -> value + step)
                .toArray();
        return new MemoryRun(
                new RowBatch(
                        SCHEMA.fields(), List.of(new LongColumn(values, values.length, Validity.ALL)), values.length),
                SCHEMA);
    }

    private static Key key(long value) {
        return CODEC.encode(List.of(value));
    }

    /// A run that stands for ninety times as many rows.
    private record LargeRun(SortedRun run) implements SortedRun {
        @Override
        public long rowCount() {
            return 90 * run.rowCount();
        }

        @Override
        public long storedBytes() {
            return run.storedBytes();
        }

        @Override
        public Key minKey() {
            return run.minKey();
        }

        @Override
        public Key maxKey() {
            return run.maxKey();
        }

        @Override
        public long rowsBelow(Key key) {
            return 90 * run.rowsBelow(key);
        }

        @Override
        public List<Key> sampleKeys() {
            return run.sampleKeys();
        }

        @Override
        public RowCursor rows(List<KeyRange> ranges, long maxBytes) {
            return run.rows(ranges, maxBytes);
        }
    }

    private static final class Discarded implements ObjectWriter {
        @Override
        public void write(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public PutOutcome finish() {
            return PutOutcome.CREATED;
        }

        @Override
        public void close() {
            // Nothing is kept.
        }
    }
}
