package dev.sleeper.engine.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.scan.KeyStretch.Wanted;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KeyStretchTest {

    @Test
    void aRowIsComparedWithFewOfManyConditionsOnOneField() {
        List<Wanted> wanted = LongStream.range(0, 1_000)
                .mapToObj(value -> new Wanted(KeyRange.ALL, List.of(new IntegerCondition("second", value, value))))
                .toList();

        List<KeyStretch> stretches = KeyStretch.of(wanted);

        assertThat(stretches).singleElement().satisfies(stretch -> assertThat(stretch.wanted())
                .hasSize(1));
    }

    @Test
    void overlappingRangesWithoutConditionsAreOne() {
        List<Wanted> wanted = new ArrayList<>();
        for (int from = 0; from < 100; from++) {
            wanted.add(new Wanted(new KeyRange(key(from), key(from + 50)), List.of()));
        }

        assertThat(KeyStretch.of(wanted)).containsExactly(KeyStretch.all(new KeyRange(key(0), key(149))));
    }

    private static Key key(int value) {
        return Key.ofEncoded(new byte[] {(byte) value});
    }
}
