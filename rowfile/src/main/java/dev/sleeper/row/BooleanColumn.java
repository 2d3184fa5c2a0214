package dev.sleeper.row;

import java.util.Arrays;

/// Truth values.
///
/// @param values the value of each row, the column's own array
@SuppressWarnings("ArrayRecordComponent") // nobody compares columns
public record BooleanColumn(boolean[] values, int size, Validity validity) implements Column {
    public boolean value(int row) {
        return values[row];
    }

    @Override
    public BooleanColumn gather(int[] rows, int from, int to) {
        boolean[] gathered = new boolean[to - from];
        for (int i = from; i < to; i++) {
            gathered[i - from] = values[rows[i]];
        }
        return new BooleanColumn(gathered, to - from, validity.gather(rows, from, to));
    }

    @Override
    public BooleanColumn slice(int from, int to) {
        return new BooleanColumn(Arrays.copyOfRange(values, from, to), to - from, validity.slice(from, to));
    }

    @Override
    public long sizeBytes() {
        return (long) size * 1;
    }
}
