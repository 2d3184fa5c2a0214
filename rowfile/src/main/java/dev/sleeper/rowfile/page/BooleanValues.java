package dev.sleeper.rowfile.page;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.Validity;
import java.util.Arrays;

/// Truth values.
final class BooleanValues implements PageValues {
    private boolean[] values;
    private int count;

    BooleanValues(int expected) {
        this.values = new boolean[expected];
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void readPacked(ByteSource in, int more, PageScratch scratch) {
        int length = in.readInt();
        if (length != in.remaining()) {
            throw new MalformedPageException(
                    "truth values take " + length + " bytes, but " + in.remaining() + " are left in the page");
        }
        int[] bits = scratch.first(more);
        RunLengths.decode(in, more, 1, bits, 0);
        if (more > values.length - count) {
            values = Arrays.copyOf(values, Math.max(Math.addExact(count, more), values.length * 2));
        }
        for (int i = 0; i < more; i++) {
            values[count + i] = bits[i] != 0;
        }
        count += more;
    }

    @Override
    public void readPlain(ByteSource in, int more) {
        throw new MalformedPageException("truth values are PLAIN, which Sleeper does not write");
    }

    @Override
    public void readDictionary(PageValues dictionary, int[] places, int more) {
        throw new MalformedPageException("truth values have a dictionary, which Sleeper does not write");
    }

    @Override
    public BooleanColumn toColumn() {
        return new BooleanColumn(values, count, Validity.ALL);
    }

    @Override
    public BooleanColumn toColumn(int size, Validity validity) {
        boolean[] spread = new boolean[size];
        int next = 0;
        for (int i = 0; i < size; i++) {
            if (!validity.isNull(i)) {
                spread[i] = values[next++];
            }
        }
        return new BooleanColumn(spread, size, validity);
    }
}
