package dev.sleeper.rowfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyRange;
import dev.sleeper.rowfile.KeySketch.Sample;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeySketchTest {
    private static final KeyCodec CODEC =
            KeyCodec.ofRowKeys(Schema.of(List.of(Field.required("key", PrimitiveType.INT)), List.of("key"), List.of()));

    @Test
    void cutsMakePartsOfTheSameNumberOfRows() {
        assertThat(sketch(1, 2, 3, 4, 5, 6, 7, 8).cuts(2)).containsExactly(key(4));
        assertThat(sketch(1, 2, 3, 4, 5, 6, 7, 8).cuts(4)).containsExactly(key(2), key(4), key(6));
    }

    @Test
    void aKeyOfMostRowsIsCutOffFromTheOthers() {
        assertThat(sketch(1, 1, 1, 1, 1, 1, 2, 3).cuts(2)).containsExactly(key(2));
        assertThat(sketch(1, 5, 5, 5, 5, 5, 5, 5).cuts(4)).containsExactly(key(5));
    }

    @Test
    void rowsOfOneKeyAreNotCut() {
        assertThat(sketch(7, 7, 7, 7).cuts(4)).isEmpty();
        assertThat(sketch().cuts(4)).isEmpty();
    }

    @Test
    void aSketchWithinARangeHasTheRowsThere() {
        KeySketch within = sketch(1, 2, 3, 4, 5, 6).within(new KeyRange(key(3), key(6)));

        assertThat(within.rowCount()).isEqualTo(30);
        assertThat(within.quantile(0)).isEqualTo(key(3));
        assertThat(within.quantile(1)).isEqualTo(key(5));
    }

    /// Each key stands for ten rows.
    private static KeySketch sketch(int... keys) {
        return new KeySketch(
                Arrays.stream(keys).mapToObj(key -> new Sample(key(key), 10)).toList());
    }

    private static Key key(int value) {
        return CODEC.encode(List.of(value));
    }
}
