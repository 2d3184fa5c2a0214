package dev.sleeper.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyTest {
    @Test
    void keysWithDifferentPrefixesAreOrderedAsThese() {
        SplittableRandom random = new SplittableRandom(3);
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(11)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (random.nextInt(3) - 1);
            }
            keys.add(Key.ofEncoded(bytes));
        }
        for (Key key : keys) {
            for (Key other : keys) {
                int byPrefix = Long.compareUnsigned(key.prefix(), other.prefix());
                if (byPrefix != 0) {
                    assertThat(Integer.signum(key.compareTo(other))).isEqualTo(byPrefix);
                }
            }
        }
    }
}
