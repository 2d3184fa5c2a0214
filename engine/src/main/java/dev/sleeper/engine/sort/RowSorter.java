package dev.sleeper.engine.sort;

import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Puts the rows of a batch into key order; rows of equal keys keep theirs. It sorts numbers: the first bits of each
/// key after what all keys have in common, with the row's number in the lowest bits. Rows whose bits are equal are
/// sorted again by what comes after. Batches of some 50,000 rows, which fit in a processor's cache, are sorted fastest.
public final class RowSorter {
    private static final int FEW = 16;

    private final KeyColumns keys;
    private final int[] rows;

    private RowSorter(KeyColumns keys) {
        this.keys = keys;
        this.rows = new int[keys.rowCount()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
    }

    /// The batch in key order: the batch itself when it is in order already.
    public static RowBatch sort(RowBatch batch, Schema schema) {
        int[] order = order(KeyColumns.of(batch, schema));
        return order == null ? batch : batch.gather(order, 0, order.length);
    }

    /// The rows' numbers in key order; null when they are in order as they stand.
    static int @Nullable [] order(KeyColumns keys) {
        if (isSorted(keys)) {
            return null;
        }
        RowSorter sorter = new RowSorter(keys);
        sorter.sort(0, keys.rowCount());
        return sorter.rows;
    }

    private static boolean isSorted(KeyColumns keys) {
        for (int row = 1; row < keys.rowCount(); row++) {
            if (keys.compare(row - 1, keys, row) > 0) {
                return false;
            }
        }
        return true;
    }

    private void sort(int from, int to) {
        if (to - from <= FEW) {
            insertionSort(from, to);
            return;
        }
        PrefixPosition position = keys.common(rows, from, to);
        int numberBits = Integer.SIZE - Integer.numberOfLeadingZeros(to - from - 1);
        int keptBits = Long.SIZE - numberBits;
        int decidedBits = keys.decidedBits(position);
        if (decidedBits == 0) {
            return;
        }
        long[] sorted = RadixSort.sort(packed(position, from, to, numberBits), numberBits);
        reorder(sorted, from, (1 << numberBits) - 1);
        if (decidedBits > keptBits) {
            sortEqualPrefixes(sorted, from, numberBits);
        }
    }

    private long[] packed(PrefixPosition position, int from, int to, int numberBits) {
        long[] packed = keys.prefixes(position, rows, from, to);
        long mask = -1L << numberBits;
        for (int i = 0; i < packed.length; i++) {
            packed[i] = (packed[i] & mask) | i;
        }
        return packed;
    }

    private void reorder(long[] sorted, int from, int numberMask) {
        int[] before = Arrays.copyOfRange(rows, from, from + sorted.length);
        for (int i = 0; i < sorted.length; i++) {
            rows[from + i] = before[(int) sorted[i] & numberMask];
        }
    }

    private void sortEqualPrefixes(long[] sorted, int from, int numberBits) {
        int start = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || (sorted[i] ^ sorted[start]) >>> numberBits != 0) {
                if (i - start == sorted.length) {
                    // The prefixes tell nothing apart: keys that differ by trailing zero bytes.
                    mergeSort(from, from + sorted.length);
                } else if (i - start > 1) {
                    sort(from + start, from + i);
                }
                start = i;
            }
        }
    }

    private void insertionSort(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int row = rows[i];
            int at = i;
            while (at > from && keys.compare(rows[at - 1], keys, row) > 0) {
                rows[at] = rows[at - 1];
                at--;
            }
            rows[at] = row;
        }
    }

    private void mergeSort(int from, int to) {
        Integer[] boxed = new Integer[to - from];
        Arrays.setAll(boxed, i -> rows[from + i]);
        Comparator<Integer> byKey = (a, b) -> keys.compare(a, keys, b);
        Arrays.sort(boxed, byKey);
        for (int i = 0; i < boxed.length; i++) {
            rows[from + i] = boxed[i];
        }
    }
}
