package dev.sleeper.engine.sort;

import java.util.Arrays;

/// Sorts 64-bit numbers by their highest bits, least significant digit first. Digits in which all numbers agree cost
/// one look each.
final class RadixSort {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;
    /// Below this the passes over the counts cost more than comparing.
    private static final int FEWEST = 1_500;

    private RadixSort() {}

    /// Sorts by signed order. The lowest `lowBits` bits must ascend already wherever the others are equal; numbers
    /// keep their order there.
    static long[] sort(long[] values, int lowBits) {
        if (values.length < FEWEST) {
            Arrays.sort(values);
            return values;
        }
        long[] from = values;
        long[] to = new long[values.length];
        int[] counts = new int[DIGITS];
        for (int shift = lowBits; shift < Long.SIZE; shift += DIGIT_BITS) {
            long flip = shift + DIGIT_BITS >= Long.SIZE ? Long.MIN_VALUE >>> shift : 0;
            if (countDigits(from, shift, flip, counts)) {
                scatter(from, to, shift, flip, counts);
                long[] sorted = to;
                to = from;
                from = sorted;
            }
        }
        return from;
    }

    /// Counts the values of one digit into `counts`; false when all numbers have the same.
    private static boolean countDigits(long[] values, int shift, long flip, int[] counts) {
        Arrays.fill(counts, 0);
        for (long value : values) {
            counts[digit(value, shift, flip)]++;
        }
        return counts[digit(values[0], shift, flip)] < values.length;
    }

    private static void scatter(long[] from, long[] to, int shift, long flip, int[] counts) {
        int start = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int count = counts[digit];
            counts[digit] = start;
            start += count;
        }
        for (long value : from) {
            to[counts[digit(value, shift, flip)]++] = value;
        }
    }

    /// The highest digit holds the sign, whose bit is flipped so that negative numbers come first.
    private static int digit(long value, int shift, long flip) {
        return (int) (((value >>> shift) ^ flip) & (DIGITS - 1));
    }
}
