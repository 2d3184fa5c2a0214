package dev.sleeper.rowfile.page;

import dev.sleeper.row.LongColumn;
import dev.sleeper.row.Validity;
import java.util.Arrays;

/// Values of 64-bit numbers: integers, or the bits of floating-point numbers.
final class LongValues implements PageValues {
    private long[] values;
    private int count;

    LongValues(int expected) {
        this.values = new long[expected];
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
        int from = in.take(Math.multiplyExact(more, Long.BYTES));
        reserve(more);
        for (int i = 0; i < more; i++) {
            values[count + i] = Words.longAt(in.bytes(), from + i * Long.BYTES);
        }
        count += more;
    }

    @Override
    public void readDictionary(PageValues dictionary, int[] places, int more) {
        long[] entries = ((LongValues) dictionary).values;
        PageValues.checkPlaces(places, more, dictionary.count());
        reserve(more);
        for (int i = 0; i < more; i++) {
            values[count + i] = entries[places[i]];
        }
        count += more;
    }

    @Override
    public LongColumn toColumn() {
        return new LongColumn(values, count, Validity.ALL);
    }

    @Override
    public LongColumn toColumn(int size, Validity validity) {
        long[] spread = new long[size];
        int next = 0;
        for (int i = 0; i < size; i++) {
            if (!validity.isNull(i)) {
                spread[i] = values[next++];
            }
        }
        return new LongColumn(spread, size, validity);
    }

    private void reserve(int more) {
        if (more > values.length - count) {
            values = Arrays.copyOf(values, Math.max(Math.addExact(count, more), values.length * 2));
        }
    }
}
