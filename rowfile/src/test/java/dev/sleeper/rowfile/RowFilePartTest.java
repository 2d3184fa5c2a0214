package dev.sleeper.rowfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyHash;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFilePartTest {
    private static final Field KEY = Field.required("key", PrimitiveType.LONG);
    private static final RowFileLayout LAYOUT =
            new RowFileLayout(List.of(KEY), List.of("key"), List.of(), 1, 100, 10_000, 1 << 20, 10);

    private final InMemoryObjectStore store = SampleRows.newStore();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void aFileOfPartsHasTheRowsAndBoundsOfOneWrittenAtOnce(int seed) {
        for (int i = 0; i < 25; i++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000L + i);
            SampleRows sample = new SampleRows(random);
            RowFileLayout layout = sample.layout();
            RowBatch rows = sample.sorted(layout, random.nextInt(2_000));
            List<RowBatch> batches = sample.cut(rows);

            RowFileSummary whole = SampleRows.write(store, SampleRows.PATH, layout, batches);
            InMemoryObjectStore other = SampleRows.newStore();
            RowFileSummary parts = writeParts(other, layout, batches, random);

            ObjectReader in = other.open(SampleRows.PATH);
            assertThat(SampleRows.values(SampleRows.readAll(in)))
                    .as("seed %s of %s: %s", i, seed, layout)
                    .isEqualTo(SampleRows.values(rows));
            assertThat(parts.rowCount()).isEqualTo(whole.rowCount());
            assertThat(parts.sizeBytes()).isEqualTo(in.sizeBytes());
            assertThat(parts.minKey()).isEqualTo(whole.minKey());
            assertThat(parts.maxKey()).isEqualTo(whole.maxKey());
            assertThat(parts.keyBounds()).usingRecursiveComparison().isEqualTo(whole.keyBounds());
            assertThat(parts.sketch() == null).isEqualTo(whole.sketch() == null);
            store.delete(SampleRows.PATH);
        }
    }

    @Test
    void theSketchOfManyPartsFindsQuantiles() {
        RowFileSummary summary = writeNumbers(300_000, 7_001);

        KeySketch sketch =
                RowFileFooter.read(store.open(SampleRows.PATH)).sketch().orElseThrow();
        KeyCodec codec = KeyCodec.ofRowKeys(LAYOUT.schema());
        assertThat(sketch.rowCount()).isEqualTo(summary.rowCount());
        for (double rank : new double[] {0.01, 0.25, 0.5, 0.9, 1}) {
            assertThat((long) codec.decode(sketch.quantile(rank)).getFirst() / 300_000d)
                    .isBetween(rank - 0.01, rank + 0.01);
        }
    }

    @Test
    void pagesOfPartsHaveKeyFilters() {
        writeNumbers(5_000, 990);

        ObjectReader in = store.open(SampleRows.PATH);
        RowFileFooter footer = RowFileFooter.read(in);
        KeyFilters filters = new KeyFilters(in, footer);

        int mistaken = 0;
        for (int page = 0; page < footer.pageCount(); page++) {
            assertThat(filters.mayHave(page, KeyHash.of(List.of(footer.firstRow(page)))))
                    .isTrue();
            mistaken += filters.mayHave(page, KeyHash.of(List.of(1_000_000L + page))) ? 1 : 0;
        }
        assertThat(mistaken).isLessThan(footer.pageCount() / 2);
    }

    @Test
    void aPartThatBelongsBeforeTheLastIsRefused() {
        try (ObjectWriter out = store.create(SampleRows.PATH);
                RowFileWriter writer = RowFileWriter.open(SampleRows.PATH, out, LAYOUT);
                RowFilePart later = part(numbers(10, 20));
                RowFilePart earlier = part(numbers(0, 10))) {
            writer.append(later);
            assertThatThrownBy(() -> writer.append(earlier))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Row 10 of row file " + SampleRows.PATH
                            + " is out of order: its key (0) sorts before that of the row ahead (19)");
        }
    }

    @Test
    void aPartHasRoomForTheRowsOfOneRowGroup() {
        try (RowFilePart part = RowFilePart.open(SampleRows.PATH, LAYOUT)) {
            part.write(numbers(0, 9_000));

            assertThat(part.hasRoomFor(numbers(9_000, 10_000))).isTrue();
            assertThat(part.hasRoomFor(numbers(9_000, 10_001))).isFalse();
        }
    }

    private RowFileSummary writeNumbers(int rows, int partRows) {
        try (ObjectWriter out = store.create(SampleRows.PATH);
                RowFileWriter writer = RowFileWriter.open(SampleRows.PATH, out, LAYOUT)) {
            for (int from = 0; from < rows; from += partRows) {
                try (RowFilePart part = part(numbers(from, Math.min(rows, from + partRows)))) {
                    writer.append(part);
                }
            }
            RowFileSummary summary = writer.finish();
            out.finish();
            return summary;
        }
    }

    private static RowFileSummary writeParts(
            InMemoryObjectStore store, RowFileLayout layout, List<RowBatch> batches, SplittableRandom random) {
        try (ObjectWriter out = store.create(SampleRows.PATH);
                RowFileWriter writer = RowFileWriter.open(SampleRows.PATH, out, layout);
                RowFilePart part = RowFilePart.open(SampleRows.PATH, layout)) {
            int at = 0;
            while (at < batches.size()) {
                if (random.nextInt(4) == 0) {
                    writer.write(batches.get(at++));
                    continue;
                }
                int end = Math.min(batches.size(), at + random.nextInt(4));
                while (at < end) {
                    part.write(batches.get(at++));
                }
                part.end();
                writer.append(part);
                part.beginAnew();
            }
            RowFileSummary summary = writer.finish();
            out.finish();
            return summary;
        }
    }

    private static RowFilePart part(RowBatch rows) {
        RowFilePart part = RowFilePart.open(SampleRows.PATH, LAYOUT);
        part.write(rows);
        part.end();
        return part;
    }

    private static RowBatch numbers(long from, long to) {
        long[] values = LongStream.range(from, to).toArray();
        return new RowBatch(List.of(KEY), List.of(new LongColumn(values, values.length, Validity.ALL)), values.length);
    }
}
