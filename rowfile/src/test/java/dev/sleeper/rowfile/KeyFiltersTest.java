package dev.sleeper.rowfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.row.Column;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyHash;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFiltersTest {
    private static final Field KEY = Field.required("key", PrimitiveType.LONG);
    private static final RowFileLayout LONGS =
            new RowFileLayout(List.of(KEY), List.of("key"), List.of(), 1, 2_000, 6_000, 1 << 20, 10);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void noKeyOfAPageIsDenied(int seed) {
        for (int i = 0; i < 10; i++) {
            SampleRows sample = new SampleRows(new SplittableRandom(seed * 100L + i));
            RowFileLayout layout = sample.layout();
            RowBatch rows = sample.sorted(layout, 500);
            ObjectReader in = SampleRows.write(layout, sample.cut(rows));
            RowFileFooter footer = RowFileFooter.read(in);
            KeyFilters filters = new KeyFilters(in, footer);
            List<Column> keys = layout.rowKeys().stream().map(rows::column).toList();
            for (int page = 0; page < footer.pageCount(); page++) {
                for (long row = footer.firstRow(page); row < footer.firstRow(page + 1); row++) {
                    assertThat(filters.mayHave(page, KeyHash.of(keys, Math.toIntExact(row))))
                            .as("seed %s, file %s, row %s", seed, i, row)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aKeyHasTheSameHashInAColumnAndAsValues() {
        SampleRows sample = new SampleRows(new SplittableRandom(5));
        for (int i = 0; i < 50; i++) {
            RowFileLayout layout = sample.layout();
            RowBatch rows = sample.sorted(layout, 20);
            KeyCodec codec = KeyCodec.ofRowKeys(layout.schema());
            List<Column> keys = layout.rowKeys().stream().map(rows::column).toList();
            for (int row = 0; row < rows.rowCount(); row++) {
                assertThat(KeyHash.of(codec.decode(codec.encode(keys, row)))).isEqualTo(KeyHash.of(keys, row));
            }
        }
    }

    @Test
    void aboutOneOfAHundredKeysThatAreNotThereIsTakenForThere() {
        ObjectReader in = evenNumbers(20_000);
        KeyFilters filters = new KeyFilters(in, RowFileFooter.read(in));

        long taken = LongStream.range(0, 20_000)
                .filter(i -> filters.mayHave((int) (i / 2_000), KeyHash.of(List.of(2 * i + 1))))
                .count();

        assertThat(taken).isBetween(50L, 400L);
    }

    @Test
    void longFilesHaveFewerBitsARowAndDenyNineOfTenKeysThatAreNotThere() {
        RowFileLayout layout = RowFileLayout.of(LONGS.schema()).withKeyFilters(10_000_000);
        ObjectReader in = SampleRows.write(
                layout, List.of(batch(LongStream.range(0, 20_480).map(i -> 2 * i))));
        KeyFilters filters = new KeyFilters(in, RowFileFooter.read(in));

        long taken = LongStream.range(0, 20_480)
                .filter(i -> filters.mayHave((int) (i / RowFileLayout.PAGE_ROWS), KeyHash.of(List.of(2 * i + 1))))
                .count();

        assertThat(layout.keyFilterBits())
                .isLessThan(RowFileLayout.of(LONGS.schema())
                        .withKeyFilters(1_000_000)
                        .keyFilterBits());
        assertThat(filters.memoryBytes()).isEqualTo(10L * KeyFilter.sizeBytes(RowFileLayout.PAGE_ROWS, 6));
        assertThat(taken).isBetween(1_000L, 3_000L);
    }

    @Test
    void aFileWithoutFiltersDeniesNothing() {
        RowFileLayout layout = RowFileLayout.of(LONGS.schema());
        ObjectReader in = SampleRows.write(layout, List.of(batch(LongStream.range(0, 10))));

        assertThat(new KeyFilters(in, RowFileFooter.read(in)).mayHave(0, 7)).isTrue();
    }

    @Test
    void aFilterIsReadOnceAndKept() {
        AtomicInteger reads = new AtomicInteger();
        ObjectReader in = evenNumbers(20_000);
        KeyFilters filters = new KeyFilters(counting(in, reads), RowFileFooter.read(in));

        LongStream.range(0, 20_000).forEach(i -> filters.mayHave((int) (i / 2_000), i));

        assertThat(reads).hasValue(10);
        assertThat(filters.memoryBytes()).isEqualTo(10L * KeyFilter.sizeBytes(2_000, 10));
    }

    @Test
    void rowsWithoutKeysHaveNoFilters() {
        assertThatThrownBy(() -> RowFileLayout.keyless(List.of(KEY)).withKeyFilters(1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ObjectReader counting(ObjectReader in, AtomicInteger reads) {
        return new ObjectReader() {
            @Override
            public String path() {
                return in.path();
            }

            @Override
            public long sizeBytes() {
                return in.sizeBytes();
            }

            @Override
            public ByteBuffer read(long offset, int length) {
                reads.incrementAndGet();
                return in.read(offset, length);
            }

            @Override
            public void close() {
                in.close();
            }
        };
    }

    private static ObjectReader evenNumbers(int count) {
        return SampleRows.write(LONGS, List.of(batch(LongStream.range(0, count).map(i -> 2 * i))));
    }

    private static RowBatch batch(LongStream keys) {
        long[] values = keys.toArray();
        return new RowBatch(List.of(KEY), List.of(new LongColumn(values, values.length, Validity.ALL)), values.length);
    }
}
