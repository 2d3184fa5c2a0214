package dev.sleeper.row;

import java.util.Arrays;

/// 64-bit integers, microseconds of timestamps, or the raw bits of 64-bit floating-point numbers.
public final class LongColumn implements Column {
    private final long[] values;
    private final int size;
    private final Validity validity;

    public LongColumn(long[] values, int size, Validity validity) {
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
    public long[] values() {
        return values;
    }

    public long value(int row) {
        return values[row];
    }

    @Override
    public LongColumn gather(int[] rows, int from, int to) {
        long[] gathered = new long[to - from];
        for (int i = from; i < to; i++) {
            gathered[i - from] = values[rows[i]];
        }
        return new LongColumn(gathered, to - from, validity.gather(rows, from, to));
    }

    @Override
    public LongColumn slice(int from, int to) {
        return new LongColumn(Arrays.copyOfRange(values, from, to), to - from, validity.slice(from, to));
    }

    @Override
    public long sizeBytes() {
        return (long) size * Long.BYTES;
    }
}
