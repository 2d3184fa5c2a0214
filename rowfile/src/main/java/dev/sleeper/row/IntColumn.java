package dev.sleeper.row;

import java.util.Arrays;

/// 32-bit integers, or the raw bits of 32-bit floating-point numbers.
public final class IntColumn implements Column {
    private final int[] values;
    private final int size;
    private final Validity validity;

    public IntColumn(int[] values, int size, Validity validity) {
        this.values = values;
        this.size = size;
        this.validity = validity;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Validity validity() {
        return validity;
    }

    /// The value of each row, the column's own array.
    public int[] values() {
        return values;
    }

    public int value(int row) {
        return values[row];
    }

    @Override
    public IntColumn gather(int[] rows, int from, int to) {
        int[] gathered = new int[to - from];
        for (int i = from; i < to; i++) {
            gathered[i - from] = values[rows[i]];
        }
        return new IntColumn(gathered, to - from, validity.gather(rows, from, to));
    }

    @Override
    public IntColumn slice(int from, int to) {
        return new IntColumn(Arrays.copyOfRange(values, from, to), to - from, validity.slice(from, to));
    }

    @Override
    public long sizeBytes() {
        return (long) size * Integer.BYTES;
    }
}
