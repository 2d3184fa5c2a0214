package dev.sleeper.rowfile.page;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import java.util.Arrays;

/// Distinct strings or byte arrays.
final class BytesDictionary implements Dictionary {
    private static final int SLOTS = 4 * MAX_VALUES;
    private static final int SHIFT = Integer.numberOfLeadingZeros(SLOTS) + 1 + Integer.SIZE;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    /// Place + 1 of a value, or 0.
    private final short[] slots = new short[SLOTS];
    private final ByteSink bytes = new ByteSink(1024);
    private final int[] offsets = new int[MAX_VALUES + 1];
    private int size;

    @Override
    public boolean add(Column column, int from, int to, int maxValues, int[] places) {
        if (!(column instanceof BytesColumn strings)) {
            throw new IllegalArgumentException(column.getClass().getSimpleName() + " holds no strings");
        }
        int before = size;
        for (int i = from; i < to; i++) {
            int place = place(strings.bytes(), strings.offsets()[i], strings.offsets()[i + 1], maxValues);
            if (place < 0) {
                removeFrom(before);
                return false;
            }
            places[i - from] = place;
        }
        return true;
    }

    private int place(byte[] source, int from, int to, int maxValues) {
        int slot = slot(source, from, to);
        while (slots[slot] != 0) {
            int place = slots[slot] - 1;
            if (Arrays.equals(bytes.bytes(), offsets[place], offsets[place + 1], source, from, to)) {
                return place;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        if (size >= Math.min(maxValues, MAX_VALUES) || to - from > MAX_BYTES - bytes.length()) {
            return -1;
        }
        bytes.write(source, from, to - from);
        offsets[++size] = bytes.length();
        slots[slot] = (short) size;
        return size - 1;
    }

    private static int slot(byte[] source, int from, int to) {
        long hash = (long) to - from;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            hash = (hash ^ Words.longAt(source, at)) * MIX;
            hash ^= hash >>> Integer.SIZE;
        }
        for (; at < to; at++) {
            hash = (hash ^ source[at]) * MIX;
        }
        return (int) ((hash * MIX) >>> SHIFT);
    }

    private void removeFrom(int newSize) {
        size = newSize;
        bytes.advanceTo(offsets[size]);
        Arrays.fill(slots, (short) 0);
        for (int place = 0; place < size; place++) {
            int slot = slot(bytes.bytes(), offsets[place], offsets[place + 1]);
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
            out.writeInt(offsets[i + 1] - offsets[i]);
            out.write(bytes.bytes(), offsets[i], offsets[i + 1] - offsets[i]);
        }
    }

    @Override
    public void clear() {
        removeFrom(0);
    }
}
