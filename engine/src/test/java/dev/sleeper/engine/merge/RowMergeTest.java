package dev.sleeper.engine.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.sort.RowSorter;
import dev.sleeper.engine.testing.RandomRows;
import dev.sleeper.engine.testing.Rows;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RowMergeTest {
    private static final Schema LONG_KEY = Schema.of(
            List.of(Field.required("key", PrimitiveType.LONG), Field.required("source", PrimitiveType.INT)),
            List.of("key"),
            List.of());

    @Test
    void mergedRowsAreThoseOfAStableSortOfAllInputs() {
        for (long seed = 1; seed <= 150; seed++) {
            RandomRows random = new RandomRows(seed);
            Schema schema = seed % 10 == 0
                    ? RandomRows.schemaOfAllTypes(PrimitiveType.STRING, PrimitiveType.INT)
                    : random.schema();
            int inputCount = random.random().nextInt(14);
            List<RowCursor> inputs = new ArrayList<>();
            List<List<Object>> expected = new ArrayList<>();
            for (int i = 0; i < inputCount; i++) {
                List<List<Object>> rows = random.rows(schema, random.random().nextInt(120));
                expected.addAll(rows);
                inputs.add(cursor(schema, rows, 1 + random.random().nextInt(60)));
            }
            BatchLimits limits = new BatchLimits(1 + random.random().nextInt(100), 1 << 20);

            List<List<Object>> merged = drain(RowMerge.of(inputs, schema, limits));

            expected.sort(Rows.order(schema));
            assertThat(merged).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void rowsOfEqualKeysComeInTheOrderOfTheInputs() {
        List<RowCursor> inputs = new ArrayList<>();
        for (int source = 0; source < 5; source++) {
            int number = source;
            inputs.add(RowCursor.of(List.of(longs(new long[] {7, 7, 8}, number))));
        }

        List<List<Object>> merged = drain(RowMerge.of(inputs, LONG_KEY, BatchLimits.STANDARD));

        assertThat(merged.stream().map(row -> row.get(1)).toList())
                .containsExactly(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 0, 1, 2, 3, 4);
    }

    @Test
    void inputsThatDoNotOverlapAreHandedOnAsTheyAre() {
        RowBatch low = longs(ascending(0, 5_000), 0);
        RowBatch middle = longs(ascending(5_000, 10_000), 0);
        RowBatch high = longs(ascending(10_000, 15_000), 1);
        RowCursor merge = RowMerge.of(
                List.of(RowCursor.of(List.of(low, middle)), RowCursor.of(List.of(high))),
                LONG_KEY,
                new BatchLimits(4_096, 1 << 20));

        List<RowBatch> batches = new ArrayList<>();
        for (RowBatch batch = merge.next(); batch != null; batch = merge.next()) {
            batches.add(batch);
        }

        assertThat(batches).contains(high);
        assertThat(batches.stream().flatMap(batch -> Rows.of(batch).stream()).toList())
                .isEqualTo(drain(RowCursor.of(List.of(low, middle, high))));
    }

    @Test
    void batchesAreCappedByBytes() {
        Schema schema = Schema.of(List.of(Field.required("key", PrimitiveType.STRING)), List.of("key"), List.of());
        List<RowCursor> inputs = new ArrayList<>();
        for (int source = 0; source < 3; source++) {
            List<List<Object>> rows = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                rows.add(List.of("%06d".formatted(i * 3 + source) + "x".repeat(994)));
            }
            inputs.add(RowCursor.of(List.of(Rows.batch(schema.fields(), rows))));
        }
        RowCursor merge = RowMerge.of(inputs, schema, new BatchLimits(1_000, 20_000));

        for (int rows = 0; rows < 290; ) {
            RowBatch batch = Objects.requireNonNull(merge.next());
            assertThat(batch.sizeBytes()).isBetween(15_000L, 22_000L);
            rows += batch.rowCount();
        }
    }

    private static RowCursor cursor(Schema schema, List<List<Object>> rows, int batchRows) {
        RowBatch sorted = RowSorter.sort(Rows.batch(schema.fields(), rows), schema);
        List<RowBatch> batches = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += batchRows) {
            batches.add(sorted.slice(from, Math.min(rows.size(), from + batchRows)));
        }
        return RowCursor.of(batches);
    }

    private static RowBatch longs(long[] keys, int source) {
        List<List<Object>> rows = new ArrayList<>();
        for (long key : keys) {
            rows.add(List.of(key, source));
        }
        return Rows.batch(LONG_KEY.fields(), rows);
    }

    private static long[] ascending(int from, int to) {
        long[] keys = new long[to - from];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) from + i;
        }
        return keys;
    }

    private static List<List<Object>> drain(RowCursor cursor) {
        List<List<Object>> rows = new ArrayList<>();
        for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
            assertThat(batch.rowCount()).isPositive();
            rows.addAll(Rows.of(batch));
        }
        return rows;
    }
}
