package dev.sleeper.rowfile;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.StructColumn;
import dev.sleeper.rowfile.page.Words;
import java.util.List;

/// Finds the first row that sorts before the row ahead of it. Works through a batch key by key: only rows that
/// equal their predecessor in one key are compared in the next.
///
/// Not thread-safe: it keeps scratch arrays.
final class RowOrder {
    /// No row is out of order.
    static final int IN_ORDER = -1;

    private int[] ties = new int[0];
    private int tieCount;

    /// The first row from 1 on that sorts before the row ahead of it, or [#IN_ORDER].
    ///
    /// @param keys the key columns, most significant first
    int firstDescent(List<Column> keys, int rows) {
        if (keys.isEmpty() || rows < 2) {
            return IN_ORDER;
        }
        if (ties.length < rows) {
            ties = new int[rows];
        }
        int descent = compareAll(keys.getFirst(), rows);
        for (int i = 1; i < keys.size() && tieCount > 0; i++) {
            descent = earlier(descent, compareTies(keys.get(i)));
        }
        return descent;
    }

    private static int earlier(int left, int right) {
        if (left == IN_ORDER || right == IN_ORDER) {
            return Math.max(left, right);
        }
        return Math.min(left, right);
    }

    private int compareAll(Column column, int rows) {
        tieCount = 0;
        return switch (column) {
            case IntColumn ints -> compareAll(ints.values(), rows);
            case LongColumn longs -> compareAll(longs.values(), rows);
            case BytesColumn strings -> compareAll(strings.bytes(), strings.offsets(), rows);
            case BooleanColumn no -> throw notAKey();
            case ListColumn no -> throw notAKey();
            case MapColumn no -> throw notAKey();
            case StructColumn no -> throw notAKey();
        };
    }

    private int compareAll(int[] values, int rows) {
        for (int row = 1; row < rows; row++) {
            if (values[row] == values[row - 1]) {
                ties[tieCount++] = row;
            } else if (values[row] < values[row - 1]) {
                return row;
            }
        }
        return IN_ORDER;
    }

    private int compareAll(long[] values, int rows) {
        for (int row = 1; row < rows; row++) {
            if (values[row] == values[row - 1]) {
                ties[tieCount++] = row;
            } else if (values[row] < values[row - 1]) {
                return row;
            }
        }
        return IN_ORDER;
    }

    private int compareAll(byte[] bytes, int[] offsets, int rows) {
        for (int row = 1; row < rows; row++) {
            int order = compare(bytes, offsets, row - 1, row);
            if (order == 0) {
                ties[tieCount++] = row;
            } else if (order > 0) {
                return row;
            }
        }
        return IN_ORDER;
    }

    private int compareTies(Column column) {
        int count = tieCount;
        tieCount = 0;
        for (int i = 0; i < count; i++) {
            int row = ties[i];
            int order = compare(column, row - 1, row);
            if (order == 0) {
                ties[tieCount++] = row;
            } else if (order > 0) {
                return row;
            }
        }
        return IN_ORDER;
    }

    private static int compare(byte[] bytes, int[] offsets, int left, int right) {
        return Words.compare(bytes, offsets[left], offsets[left + 1], offsets[right], offsets[right + 1]);
    }

    /// How two rows of a key column sort.
    static int compare(Column column, int left, int right) {
        return switch (column) {
            case IntColumn ints -> Integer.compare(ints.value(left), ints.value(right));
            case LongColumn longs -> Long.compare(longs.value(left), longs.value(right));
            case BytesColumn strings -> compare(strings.bytes(), strings.offsets(), left, right);
            case BooleanColumn no -> throw notAKey();
            case ListColumn no -> throw notAKey();
            case MapColumn no -> throw notAKey();
            case StructColumn no -> throw notAKey();
        };
    }

    private static IllegalStateException notAKey() {
        return new IllegalStateException("A key column has a type that no key can have; the schema was not checked");
    }
}
