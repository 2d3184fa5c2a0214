package dev.sleeper.engine.merge;

import java.util.Arrays;

/// A sequence of rows from several batches: runs of neighbouring rows of one batch each. The batches are known by
/// their number here, the slot. Not thread-safe.
public final class RowRuns {
    private int[] slots;
    private int[] starts;
    private int[] lengths;
    private int count;
    private int rowCount;

    /// @param expectedRuns for how many runs there is room at first
    public RowRuns(int expectedRuns) {
        slots = new int[expectedRuns];
        starts = new int[expectedRuns];
        lengths = new int[expectedRuns];
    }

    /// Appends rows of one batch, as part of the last run where they follow on it.
    public void add(int slot, int start, int length) {
        rowCount = Math.addExact(rowCount, length);
        int last = count - 1;
        if (last >= 0 && slots[last] == slot && starts[last] + lengths[last] == start) {
            lengths[last] += length;
            return;
        }
        if (count == slots.length) {
            grow();
        }
        slots[count] = slot;
        starts[count] = start;
        lengths[count] = length;
        count++;
    }

    private void grow() {
        int capacity = Math.max(16, slots.length * 2);
        slots = Arrays.copyOf(slots, capacity);
        starts = Arrays.copyOf(starts, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
    }

    /// Forgets all runs.
    public void clear() {
        count = 0;
        rowCount = 0;
    }

    /// How many runs there are.
    public int count() {
        return count;
    }

    /// How many rows there are in all runs.
    public int rowCount() {
        return rowCount;
    }

    public int slot(int run) {
        return slots[run];
    }

    public int start(int run) {
        return starts[run];
    }

    public int length(int run) {
        return lengths[run];
    }

    /// The first row of the first run.
    public int firstRow() {
        return starts[0];
    }

    /// The last row of the last run.
    public int lastRow() {
        return starts[count - 1] + lengths[count - 1] - 1;
    }

    /// The same runs with all row numbers raised by `by`.
    public RowRuns shifted(int by) {
        RowRuns shifted = new RowRuns(count);
        for (int run = 0; run < count; run++) {
            shifted.add(slots[run], starts[run] + by, lengths[run]);
        }
        return shifted;
    }
}
