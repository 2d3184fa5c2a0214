package dev.sleeper.row;

import java.util.Arrays;

/// Truth values.
public final class BooleanColumn implements Column {
    private final boolean[] values;
    private final int size;
    private final Validity validity;

    public BooleanColumn(boolean[] values, int size, Validity validity) {
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
    public boolean[] values() {
        return values;
    }

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
