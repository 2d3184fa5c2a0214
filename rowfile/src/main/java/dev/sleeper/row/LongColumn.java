package dev.sleeper.row;

import java.util.Arrays;

/// 64-bit integers, microseconds of timestamps, or the raw bits of 64-bit floating-point numbers.
///
/// @param values the value of each row, the column's own array
@SuppressWarnings("ArrayRecordComponent") // nobody compares columns
public record LongColumn(long[] values, int size, Validity validity) implements Column {
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
