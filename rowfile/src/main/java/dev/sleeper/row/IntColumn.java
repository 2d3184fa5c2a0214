package dev.sleeper.row;

import java.util.Arrays;

/// 32-bit integers, or the raw bits of 32-bit floating-point numbers.
///
/// @param values the value of each row, the column's own array
@SuppressWarnings("ArrayRecordComponent") // nobody compares columns
public record IntColumn(int[] values, int size, Validity validity) implements Column {
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
