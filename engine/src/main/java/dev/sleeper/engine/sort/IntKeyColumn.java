package dev.sleeper.engine.sort;

import dev.sleeper.row.Key;

/// Keys of `IntType`.
final class IntKeyColumn implements KeyColumn {
    private final int[] values;

    IntKeyColumn(int[] values) {
        this.values = values;
    }

    @Override
    public int compare(int row, KeyColumn other, int otherRow) {
        return Integer.compare(values[row], ((IntKeyColumn) other).values[otherRow]);
    }

    @Override
    public int commonBytes(int row, KeyColumn other, int otherRow) {
        int difference = values[row] ^ ((IntKeyColumn) other).values[otherRow];
        return difference == 0 ? EQUAL : Integer.numberOfLeadingZeros(difference) / Byte.SIZE;
    }

    @Override
    public long bytesAt(int row, int skip) {
        return bits(row) << (skip * Byte.SIZE);
    }

    @Override
    public int width() {
        return Integer.BYTES;
    }

    @Override
    public int compareEncoded(int row, Key bound, int at) {
        return FixedBytes.compare(bits(row), Integer.BYTES, bound, at);
    }

    @Override
    public int encodedLength(int row) {
        return Integer.BYTES;
    }

    private long bits(int row) {
        return ((long) values[row] << Integer.SIZE) ^ Long.MIN_VALUE;
    }
}
