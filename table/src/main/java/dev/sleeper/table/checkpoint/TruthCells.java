package dev.sleeper.table.checkpoint;

import dev.sleeper.row.BooleanColumn;
import java.util.Arrays;

/// Truth values being gathered. Not thread-safe.
final class TruthCells implements Cells {
    private final Presence presence = new Presence();
    private boolean[] values = new boolean[64];

    void add(boolean value) {
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
    public BooleanColumn toColumn() {
        return new BooleanColumn(values, size(), presence.toValidity());
    }

    private void reserve() {
        if (size() == values.length) {
            values = Arrays.copyOf(values, values.length * 2);
        }
    }
}
