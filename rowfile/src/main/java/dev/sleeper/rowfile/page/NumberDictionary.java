package dev.sleeper.rowfile.page;

import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.LongColumn;
import java.util.Arrays;

/// Distinct numbers, by their bits.
final class NumberDictionary implements Dictionary {
    private static final int SLOTS = 4 * MAX_VALUES;
    private static final int SHIFT = Integer.numberOfLeadingZeros(SLOTS) + 1 + Integer.SIZE;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    /// Place + 1 of a value, or 0.
    private final short[] slots = new short[SLOTS];
    private final long[] values = new long[MAX_VALUES];
    private int size;
    private boolean wide;

    @Override
    public boolean add(Column column, int from, int to, int maxValues, int[] places) {
        int before = size;
        boolean fits =
                switch (column) {
                    case IntColumn ints -> addInts(ints.values(), from, to, maxValues, places);
                    case LongColumn longs -> addLongs(longs.values(), from, to, maxValues, places);
                    case Column other ->
                        throw new IllegalArgumentException(other.getClass().getSimpleName() + " holds no numbers");
                };
        if (!fits) {
            removeFrom(before);
        }
        return fits;
    }

    private boolean addInts(int[] column, int from, int to, int maxValues, int[] places) {
        for (int i = from; i < to; i++) {
            int place = place(column[i], maxValues);
            if (place < 0) {
                return false;
            }
            places[i - from] = place;
        }
        return true;
    }

    private boolean addLongs(long[] column, int from, int to, int maxValues, int[] places) {
        wide = true;
        for (int i = from; i < to; i++) {
            int place = place(column[i], maxValues);
            if (place < 0) {
                return false;
            }
            places[i - from] = place;
        }
        return true;
    }

    private int place(long value, int maxValues) {
        int slot = slot(value);
        while (slots[slot] != 0) {
            int place = slots[slot] - 1;
            if (values[place] == value) {
                return place;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        if (size >= Math.min(maxValues, MAX_VALUES)) {
            return -1;
        }
        values[size++] = value;
        slots[slot] = (short) size;
        return size - 1;
    }

    private static int slot(long value) {
        return (int) ((value * MIX) >>> SHIFT);
    }

    private void removeFrom(int newSize) {
        size = newSize;
        Arrays.fill(slots, (short) 0);
        for (int place = 0; place < size; place++) {
            int slot = slot(values[place]);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            slots[slot] = (short) (place + 1);
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void writeValues(ByteSink out) {
        for (int i = 0; i < size; i++) {
            if (wide) {
                out.writeLong(values[i]);
            } else {
                out.writeInt((int) values[i]);
            }
        }
    }

    @Override
    public void clear() {
        removeFrom(0);
    }
}
