package dev.sleeper.table.checkpoint;

import dev.sleeper.row.LongColumn;
import java.util.Arrays;

/// 64-bit integers being gathered. Not thread-safe.
final class LongCells implements Cells {
    private final Presence presence = new Presence();
    private long[] values = new long[64];

    void add(long value) {
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
    public LongColumn toColumn() {
        return new LongColumn(values, size(), presence.toValidity());
    }

    private void reserve() {
        if (size() == values.length) {
            values = Arrays.copyOf(values, values.length * 2);
        }
    }
}
