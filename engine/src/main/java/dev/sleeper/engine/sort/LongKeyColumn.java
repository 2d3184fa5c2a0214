package dev.sleeper.engine.sort;

import dev.sleeper.row.Key;

/// Keys of `LongType`.
final class LongKeyColumn implements KeyColumn {
    private final long[] values;

    LongKeyColumn(long[] values) {
        this.values = values;
    }

    @Override
    public int compare(int row, KeyColumn other, int otherRow) {
        return Long.compare(values[row], ((LongKeyColumn) other).values[otherRow]);
    }

    @Override
    public int commonBytes(int row, KeyColumn other, int otherRow) {
        long difference = values[row] ^ ((LongKeyColumn) other).values[otherRow];
        return difference == 0 ? EQUAL : Long.numberOfLeadingZeros(difference) / Byte.SIZE;
    }

    @Override
    public long bytesAt(int row, int skip) {
        return bits(row) << (skip * Byte.SIZE);
    }

    @Override
    public int width() {
        return Long.BYTES;
    }

    @Override
    public int compareEncoded(int row, Key bound, int at) {
        return FixedBytes.compare(bits(row), Long.BYTES, bound, at);
    }

    @Override
    public int encodedLength(int row) {
        return Long.BYTES;
    }

    private long bits(int row) {
        return values[row] ^ Long.MIN_VALUE;
    }
}
