package dev.sleeper.engine.merge;

import java.util.Arrays;

/// A sequence of rows from several batches: runs of neighbouring rows of one batch each. The batches are known by
/// their number here, the slot. Not thread-safe.
final class RowRuns {
    private int[] slots;
    private int[] starts;
    private int[] lengths;
    private int count;
    private int rowCount;

    RowRuns(int expectedRuns) {
        slots = new int[expectedRuns];
        starts = new int[expectedRuns];
        lengths = new int[expectedRuns];
    }

    /// Appends rows of one batch, as part of the last run where they follow on it.
    void add(int slot, int start, int length) {
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

    void clear() {
        count = 0;
        rowCount = 0;
    }

    /// How many runs there are.
    int count() {
        return count;
    }

    /// How many rows there are in all runs.
    int rowCount() {
        return rowCount;
    }

    int slot(int run) {
        return slots[run];
    }

    int start(int run) {
        return starts[run];
    }

    int length(int run) {
        return lengths[run];
    }
}
