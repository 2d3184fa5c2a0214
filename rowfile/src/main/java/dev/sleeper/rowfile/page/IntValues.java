package dev.sleeper.rowfile.page;

import dev.sleeper.row.IntColumn;
import dev.sleeper.row.Validity;
import java.util.Arrays;

/// Values of 32-bit numbers: integers, or the bits of floating-point numbers.
final class IntValues implements PageValues {
    private int[] values;
    private int count;

    IntValues(int expected) {
        this.values = new int[expected];
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void readPacked(ByteSource in, int more, PageScratch scratch) {
        reserve(more);
        DeltaPackedDecoder.decode(in, more, values, count);
        count += more;
    }

    @Override
    public void readPlain(ByteSource in, int more) {
        int from = in.take(Math.multiplyExact(more, Integer.BYTES));
        reserve(more);
        for (int i = 0; i < more; i++) {
            values[count + i] = Words.intAt(in.bytes(), from + i * Integer.BYTES);
        }
        count += more;
    }

    @Override
    public void readDictionary(PageValues dictionary, int[] places, int more) {
        int[] entries = ((IntValues) dictionary).values;
        PageValues.checkPlaces(places, more, dictionary.count());
        reserve(more);
        for (int i = 0; i < more; i++) {
            values[count + i] = entries[places[i]];
        }
        count += more;
    }

    @Override
    public IntColumn toColumn() {
        return new IntColumn(values, count, Validity.ALL);
    }

    @Override
    public IntColumn toColumn(int size, Validity validity) {
        int[] spread = new int[size];
        int next = 0;
        for (int i = 0; i < size; i++) {
            if (!validity.isNull(i)) {
                spread[i] = values[next++];
            }
        }
        return new IntColumn(spread, size, validity);
    }

    private void reserve(int more) {
        if (more > values.length - count) {
            values = Arrays.copyOf(values, Math.max(Math.addExact(count, more), values.length * 2));
        }
    }
}
