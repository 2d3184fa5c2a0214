package dev.sleeper.engine.sort;

import dev.sleeper.row.Key;

/// The bytes of an integer against those of an encoded key.
final class FixedBytes {
    private FixedBytes() {}

    /// Compares the highest `width` bytes of `bits` with the bytes of `bound` from `at` on.
    static int compare(long bits, int width, Key bound, int at) {
        for (int i = 0; i < width; i++) {
            if (at + i == bound.length()) {
                return 1;
            }
            int difference = (int) (bits >>> (Long.SIZE - Byte.SIZE * (i + 1)) & 0xff) - bound.byteAt(at + i);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }
}
