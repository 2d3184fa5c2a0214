package dev.sleeper.engine.sort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.testing.RandomRows;
import dev.sleeper.engine.testing.Rows;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowSorterTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 15, 17, 300, 3_000})
    void sortedRowsAreThoseOfAStableSortInKeyOrder(int count) {
        for (long seed = 1; seed <= 40; seed++) {
            RandomRows random = new RandomRows(seed);
            Schema schema = random.schema();
            List<List<Object>> rows = random.rows(schema, count);

            RowBatch sorted = RowSorter.sort(Rows.batch(schema.fields(), rows), schema);

            rows.sort(Rows.order(schema));
            assertThat(Rows.of(sorted)).as("seed %d", seed).isEqualTo(rows);
        }
    }

    @Test
    void rowsInOrderAreGivenBackAsTheyAre() {
        Schema schema = longKey();
        RowBatch batch = Rows.batch(
                schema.fields(),
                List.of(List.of(Long.MIN_VALUE), List.of(-1L), List.of(-1L), List.of(0L), List.of(Long.MAX_VALUE)));

        assertThat(RowSorter.sort(batch, schema)).isSameAs(batch);
    }

    @Test
    void keysThatDifferOnlyInTrailingZeroBytesAreTold() {
        Schema schema = Schema.of(List.of(Field.required("key", PrimitiveType.STRING)), List.of("key"), List.of());
        List<List<Object>> rows = new ArrayList<>(IntStream.range(0, 60)
                .mapToObj(i -> List.<Object>of("a" + "\0".repeat(60 - i)))
                .toList());

        RowBatch sorted = RowSorter.sort(Rows.batch(schema.fields(), rows), schema);

        rows.sort(Rows.order(schema));
        assertThat(Rows.of(sorted)).isEqualTo(rows);
    }

    @Test
    void rowsAreComparedWithBoundsAsTheirEncodedKeysAre() {
        for (long seed = 1; seed <= 60; seed++) {
            RandomRows random = new RandomRows(seed);
            Schema schema = random.schema();
            RowBatch batch = Rows.batch(schema.fields(), random.rows(schema, 40));
            KeyColumns keys = KeyColumns.of(batch, schema);
            KeyCodec codec = KeyCodec.ofRowKeys(schema);
            List<Key> encoded = IntStream.range(0, 40)
                    .mapToObj(row -> codec.encode(batch.select(codec.fields()).columns(), row))
                    .toList();

            for (Key key : encoded) {
                for (Key bound : boundsNear(key)) {
                    for (int row = 0; row < 40; row++) {
                        assertThat(Integer.signum(keys.compare(row, bound)))
                                .as("seed %d, key %s, bound %s", seed, encoded.get(row), bound)
                                .isEqualTo(Integer.signum(encoded.get(row).compareTo(bound)));
                    }
                }
            }
        }
    }

    private static List<Key> boundsNear(Key key) {
        List<Key> bounds = new ArrayList<>(List.of(key, key.next(), Key.EMPTY));
        bounds.add(Key.ofEncoded(key.toEncoded(), 0, key.length() / 2));
        Key after = key.afterPrefix();
        if (after != null) {
            bounds.add(after);
        }
        return bounds;
    }

    private static Schema longKey() {
        return Schema.of(List.of(Field.required("key", PrimitiveType.LONG)), List.of("key"), List.of());
    }
}
