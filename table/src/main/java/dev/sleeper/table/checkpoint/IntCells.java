package dev.sleeper.table.checkpoint;

import dev.sleeper.row.IntColumn;
import java.util.Arrays;

/// 32-bit integers being gathered. Not thread-safe.
final class IntCells implements Cells {
    private final Presence presence = new Presence();
    private int[] values = new int[64];

    void add(int value) {
        reserve();
        values[presence.size()] = value;
        presence.add(true);
    }

    @Override
    public void addNull() {
        reserve();
        presence.add(false);
    }

    @Override
    public int size() {
        return presence.size();
    }

    @Override
    public IntColumn toColumn() {
        return new IntColumn(values, size(), presence.toValidity());
    }

    private void reserve() {
        if (size() == values.length) {
            values = Arrays.copyOf(values, values.length * 2);
        }
    }
}
