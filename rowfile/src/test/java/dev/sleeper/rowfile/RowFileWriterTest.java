package dev.sleeper.rowfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class RowFileWriterTest {
    private static final Field NAME = Field.required("name", PrimitiveType.STRING);
    private static final Field NUMBER = Field.required("number", PrimitiveType.INT);
    private static final RowFileLayout LAYOUT =
            new RowFileLayout(List.of(NAME, NUMBER), List.of("name"), List.of("number"), 1, 4, 8, 1 << 20, 10);

    private final InMemoryObjectStore store = SampleRows.newStore();

    @Test
    void theSummaryHasBoundsAndTheChecksumOfAllBytes() {
        RowFileSummary summary = write(rows("a", 5, "b", -7, "b", 9, "é", 0));

        KeyCodec codec = KeyCodec.ofRowKeys(LAYOUT.schema());
        assertThat(summary.rowCount()).isEqualTo(4);
        assertThat(summary.minKey()).isEqualTo(codec.encode(List.of("a")));
        assertThat(summary.maxKey()).isEqualTo(codec.encode(List.of("é")));
        assertThat(summary.keyBounds())
                .containsExactly(new ColumnBounds(NAME, "a", "é"), new ColumnBounds(NUMBER, -7, 9));
        ObjectReader in = store.open(SampleRows.PATH);
        byte[] bytes = in.read(0, Math.toIntExact(in.sizeBytes())).array();
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        assertThat(summary.sizeBytes()).isEqualTo(bytes.length);
        assertThat(summary.checksum()).isEqualTo(checksum.getValue());
    }

    @Test
    void aFileWithoutRowsHasNoKeys() {
        RowFileSummary summary = write();

        assertThat(summary.rowCount()).isZero();
        assertThat(summary.minKey()).isNull();
        assertThat(summary.keyBounds()).isEmpty();
        assertThat(summary.sketch()).isNull();
        assertThat(RowFileFooter.read(store.open(SampleRows.PATH)).pageCount()).isZero();
    }

    @Test
    void aRowOutOfOrderIsNamedWithItsFile() {
        assertThatThrownBy(() -> write(rows("a", 1, "b", 1, "b", 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Row 2 of row file " + SampleRows.PATH
                        + " is out of order: its key (b, 0) sorts before that of the row ahead (b, 1)");
    }

    @Test
    void aBatchOutOfOrderIsNamedByItsFirstRow() {
        assertThatThrownBy(() -> write(rows("a", 1, "b", 1), rows("aa", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Row 2 of row file");
    }

    @Test
    void aNullInARequiredFieldIsRefused() {
        RowBatch rows = new RowBatch(
                LAYOUT.fields(),
                List.of(rows("a", 1).columns().getFirst(), new IntColumn(new int[1], 1, Validity.of(new long[1], 1))),
                1);

        assertThatThrownBy(() -> write(rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("number");
    }

    @Test
    void aBatchOfOtherFieldsIsRefused() {
        RowBatch rows = new RowBatch(List.of(NUMBER), List.of(new IntColumn(new int[1], 1, Validity.ALL)), 1);

        assertThatThrownBy(() -> write(rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a batch has the fields");
    }

    @Test
    void equalKeysAreKept() {
        write(rows("a", 1, "a", 1, "a", 1));

        assertThat(SampleRows.readAll(store.open(SampleRows.PATH)).rowCount()).isEqualTo(3);
    }

    @Test
    void pagesHaveTheBoundsOfTheirRows() {
        write(rows("a", 5, "b", 3, "c", 9, "d", 1), rows("e", 2, "e", 2, "f", 0));

        RowFileFooter footer = RowFileFooter.read(store.open(SampleRows.PATH));

        assertThat(footer.pageCount()).isEqualTo(2);
        assertThat(footer.firstRow(1)).isEqualTo(4);
        assertThat(footer.pageRows(1)).isEqualTo(3);
        assertThat(texts(footer.pageMins("name"))).containsExactly("a", "e");
        assertThat(texts(footer.pageMaxes("name"))).containsExactly("d", "f");
        assertThat(((IntColumn) footer.pageMins("number")).values()).startsWith(1, 0);
        assertThat(((IntColumn) footer.pageMaxes("number")).values()).startsWith(9, 2);
        assertThat(footer.rowKeys()).containsExactly("name");
        assertThat(footer.sortKeys()).containsExactly("number");
        assertThat(footer.memoryBytes()).isBetween(500L, 5_000L);
    }

    @Test
    void longKeysHaveShortBoundsThatHold() {
        String low = "a".repeat(5_000);
        String high = "日".repeat(2_000) + "b";
        RowFileSummary summary = write(rows(low, 1, high, 2));

        RowFileFooter footer = RowFileFooter.read(store.open(SampleRows.PATH));

        assertThat(texts(footer.pageMins("name"))).containsExactly("a".repeat(1_024));
        // No character of it can be raised to another that surely is one, so the bound is the value.
        assertThat(texts(footer.pageMaxes("name"))).containsExactly(high);
        assertThat(summary.keyBounds().getFirst()).isEqualTo(new ColumnBounds(NAME, low, high));
        assertThat(BoundCut.upper(PrimitiveType.STRING, low.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(("a".repeat(1_023) + "b").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void wideRowsMakePagesOfFewerRows() {
        int rowCount = 40;
        int width = 300_000;
        int[] offsets = new int[rowCount + 1];
        Arrays.setAll(offsets, i -> i * width);
        RowFileLayout layout = RowFileLayout.keyless(List.of(NAME));
        RowBatch rows = new RowBatch(
                List.of(NAME),
                List.of(new BytesColumn(new byte[rowCount * width], offsets, rowCount, Validity.ALL)),
                rowCount);

        SampleRows.write(
                store, SampleRows.PATH, layout, List.of(rows.slice(0, 1), rows.slice(1, 30), rows.slice(30, 40)));

        RowFileFooter footer = RowFileFooter.read(store.open(SampleRows.PATH));
        for (int page = 0; page < footer.pageCount(); page++) {
            assertThat(footer.pageRows(page)).isBetween(1, PageCut.MAX_BYTES / width);
        }
        assertThat(SampleRows.readAll(store.open(SampleRows.PATH)).sizeBytes()).isEqualTo(rows.sizeBytes());
    }

    @Test
    void rowsOfManyColumnsMakePagesThatAreSmallTogether() {
        int rowCount = 5_000;
        int width = 200;
        int[] offsets = new int[rowCount + 1];
        Arrays.setAll(offsets, i -> i * width);
        BytesColumn column = new BytesColumn(new byte[rowCount * width], offsets, rowCount, Validity.ALL);
        List<Field> fields = IntStream.range(0, 12)
                .mapToObj(i -> Field.required("value" + i, PrimitiveType.BYTE_ARRAY))
                .toList();
        RowBatch rows = new RowBatch(fields, Collections.nCopies(fields.size(), column), rowCount);

        SampleRows.write(
                store,
                SampleRows.PATH,
                RowFileLayout.keyless(fields),
                List.of(rows.slice(0, 1_500), rows.slice(1_500, 1_600), rows.slice(1_600, rowCount)));

        RowFileFooter footer = RowFileFooter.read(store.open(SampleRows.PATH));
        int most = PageCut.MAX_BYTES / (width * fields.size());
        for (int page = 0; page < footer.pageCount() - 1; page++) {
            assertThat(footer.pageRows(page)).isBetween(most / 2, most);
        }
        assertThat(SampleRows.readAll(store.open(SampleRows.PATH)).sizeBytes()).isEqualTo(rows.sizeBytes());
    }

    @Test
    void theSketchFindsQuantilesOfOneFileAndOfSeveral() {
        int rowCount = 100_000;
        Field key = Field.required("key", PrimitiveType.LONG);
        RowFileLayout layout =
                new RowFileLayout(List.of(key), List.of("key"), List.of(), 1, 2_048, 1 << 20, 1 << 20, 10);
        long[] values = new long[rowCount];
        Arrays.setAll(values, i -> i);
        RowBatch rows = new RowBatch(List.of(key), List.of(new LongColumn(values, rowCount, Validity.ALL)), rowCount);
        SampleRows.write(store, SampleRows.PATH, layout, List.of(rows));

        KeySketch sketch =
                RowFileFooter.read(store.open(SampleRows.PATH)).sketch().orElseThrow();
        KeySketch both = KeySketch.union(List.of(sketch, KeySketch.ofBytes(sketch.toBytes())));

        KeyCodec codec = KeyCodec.ofRowKeys(layout.schema());
        assertThat(sketch.rowCount()).isEqualTo(rowCount);
        assertThat(both.rowCount()).isEqualTo(2L * rowCount);
        for (double rank : new double[] {0.01, 0.25, 0.5, 0.9, 1}) {
            assertThat((long) codec.decode(sketch.quantile(rank)).getFirst() / (double) rowCount)
                    .isBetween(rank - 0.01, rank + 0.01);
            assertThat((long) codec.decode(both.quantile(rank)).getFirst() / (double) rowCount)
                    .isBetween(rank - 0.02, rank + 0.02);
        }
    }

    private RowFileSummary write(RowBatch... batches) {
        return SampleRows.write(store, SampleRows.PATH, LAYOUT, List.of(batches));
    }

    /// Rows of a name and a number each.
    private static RowBatch rows(Object... values) {
        int count = values.length / 2;
        int[] numbers = new int[count];
        int[] offsets = new int[count + 1];
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append((String) values[2 * i]);
            offsets[i + 1] = names.toString().getBytes(StandardCharsets.UTF_8).length;
            numbers[i] = (int) values[2 * i + 1];
        }
        byte[] bytes = names.toString().getBytes(StandardCharsets.UTF_8);
        return new RowBatch(
                LAYOUT.fields(),
                List.of(
                        new BytesColumn(bytes, offsets, count, Validity.ALL),
                        new IntColumn(numbers, count, Validity.ALL)),
                count);
    }

    private static List<String> texts(Column column) {
        BytesColumn strings = (BytesColumn) column;
        return IntStream.range(0, strings.size())
                .mapToObj(row -> new String(strings.value(row), StandardCharsets.UTF_8))
                .toList();
    }
}
