package dev.sleeper.row;

import org.jspecify.annotations.Nullable;

/// Which rows of a column hold a value, one bit a row. A column without nulls has [#ALL], which holds no bits.
/// Immutable and thread-safe.
public final class Validity {
    /// Every row has a value.
    public static final Validity ALL = new Validity(null, 0);

    private final long @Nullable [] words;
    private final int nullCount;

    private Validity(long @Nullable [] words, int nullCount) {
        this.words = words;
        this.nullCount = nullCount;
    }

    /// Takes over `words`: bit `i & 63` of word `i >>> 6` is set when row `i` has a value. Bits from `size` on do not
    /// count.
    public static Validity of(long[] words, int size) {
        int set = 0;
        int full = size >>> 6;
        for (int i = 0; i < full; i++) {
            set += Long.bitCount(words[i]);
        }
        if ((size & 63) != 0) {
            set += Long.bitCount(words[full] & ((1L << size) - 1));
        }
        return set == size ? ALL : new Validity(words, size - set);
    }

    /// How many 64-bit words hold this many rows.
    public static int wordCount(int size) {
        return (size + 63) >>> 6;
    }

    public boolean isNull(int row) {
        return words != null && (words[row >>> 6] >>> row & 1) == 0;
    }

    public boolean hasNulls() {
        return nullCount > 0;
    }

    public int nullCount() {
        return nullCount;
    }

    /// Sets the bits from `at` on for those of `count` rows from `from` on that hold a value.
    void copyBits(int from, int count, long[] target, int at) {
        for (int i = 0; i < count; i++) {
            if (!isNull(from + i)) {
                target[(at + i) >>> 6] |= 1L << (at + i);
            }
        }
    }

    /// The validity of the given rows, in the order of `rows[from]` to `rows[to - 1]`.
    public Validity gather(int[] rows, int from, int to) {
        if (words == null) {
            return ALL;
        }
        long[] gathered = new long[wordCount(to - from)];
        for (int i = from; i < to; i++) {
            long bit = words[rows[i] >>> 6] >>> rows[i] & 1;
            gathered[(i - from) >>> 6] |= bit << (i - from);
        }
        return of(gathered, to - from);
    }

    /// The validity of the rows from `from` to before `to`.
    public Validity slice(int from, int to) {
        if (words == null) {
            return ALL;
        }
        long[] sliced = new long[wordCount(to - from)];
        for (int i = from; i < to; i++) {
            long bit = words[i >>> 6] >>> i & 1;
            sliced[(i - from) >>> 6] |= bit << (i - from);
        }
        return of(sliced, to - from);
    }
}
