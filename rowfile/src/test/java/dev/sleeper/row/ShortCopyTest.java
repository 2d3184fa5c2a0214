package dev.sleeper.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShortCopyTest {
    private static final int LONGEST = 70;

    private final Random random = new Random(3);

    @Test
    void runsOfAllLengthsPutOneBehindTheOtherAreExact() {
        byte[] source = bytes(LONGEST * LONGEST);
        byte[] target = new byte[LONGEST * (LONGEST - 1) / 2];
        byte[] expected = new byte[target.length];
        int at = 0;
        for (int length = 0; length < LONGEST; length++) {
            int from = random.nextInt(source.length - length + 1);
            ShortCopy.copy(source, from, target, at, length);
            System.arraycopy(source, from, expected, at, length);
            at += length;
        }
        assertThat(target).isEqualTo(expected);
    }

    @Test
    void nothingPastTheEndsOfTheArraysIsTouched() {
        for (int length = 0; length < LONGEST; length++) {
            byte[] source = bytes(length);
            byte[] target = bytes(5 + length);
            byte[] before = Arrays.copyOf(target, 5);
            ShortCopy.copy(source, 0, target, 5, length);
            assertThat(Arrays.copyOf(target, 5)).isEqualTo(before);
            assertThat(Arrays.copyOfRange(target, 5, target.length)).isEqualTo(source);
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
