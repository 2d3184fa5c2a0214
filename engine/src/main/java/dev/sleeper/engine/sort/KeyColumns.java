package dev.sleeper.engine.sort;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import java.util.Arrays;

/// The key columns of a batch, row keys before sort keys: what its rows are compared by. Immutable and thread-safe.
public final class KeyColumns {
    private static final int PREFIX_BITS = Long.SIZE;

    private final KeyColumn[] columns;
    private final int rowKeyCount;
    private final int rowCount;

    private KeyColumns(KeyColumn[] columns, int rowKeyCount, int rowCount) {
        this.columns = columns;
        this.rowKeyCount = rowKeyCount;
        this.rowCount = rowCount;
    }

    /// The key columns of a batch of rows of a table, which must have all of them.
    public static KeyColumns of(RowBatch batch, Schema schema) {
        KeyColumns rowKeys = ofRowKeys(batch, schema);
        int rowKeyCount = rowKeys.rowKeyCount;
        KeyColumn[] columns =
                Arrays.copyOf(rowKeys.columns, rowKeyCount + schema.sortKeys().size());
        for (int i = rowKeyCount; i < columns.length; i++) {
            columns[i] = KeyColumn.of(batch.column(schema.sortKeys().get(i - rowKeyCount)));
        }
        return new KeyColumns(columns, rowKeyCount, batch.rowCount());
    }

    /// The row key columns of a batch alone: enough to find rows, but not to order those of equal row keys.
    public static KeyColumns ofRowKeys(RowBatch batch, Schema schema) {
        KeyColumn[] columns = new KeyColumn[schema.rowKeys().size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = KeyColumn.of(batch.column(schema.rowKeys().get(i)));
        }
        return new KeyColumns(columns, columns.length, batch.rowCount());
    }

    public int rowCount() {
        return rowCount;
    }

    /// Compares two rows by their whole keys.
    public int compare(int row, KeyColumns other, int otherRow) {
        for (int i = 0; i < columns.length; i++) {
            int difference = columns[i].compare(row, other.columns[i], otherRow);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /// Compares a row's row keys, without its sort keys, with the bound of a key range.
    public int compare(int row, Key bound) {
        int at = 0;
        for (int i = 0; i < rowKeyCount; i++) {
            int difference = columns[i].compareEncoded(row, bound, at);
            if (difference != 0) {
                return difference;
            }
            at += columns[i].encodedLength(row);
        }
        return at < bound.length() ? -1 : 0;
    }

    /// The first of the ascending rows from `from` to before `to` whose row key is not below the bound; `to` when
    /// there is none.
    public int firstAtOrAbove(Key bound, int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(middle, bound) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The first of the ascending rows from `from` to before `to` that is above the range; `to` when there is none.
    public int firstAbove(KeyRange range, int from, int to) {
        return range.max() == null ? to : firstAtOrAbove(range.max(), from, to);
    }

    /// Where two rows begin to differ. All rows that sort between them agree up to there.
    public PrefixPosition common(int row, KeyColumns other, int otherRow) {
        for (int i = 0; i < columns.length; i++) {
            int common = columns[i].commonBytes(row, other.columns[i], otherRow);
            if (common != KeyColumn.EQUAL) {
                return new PrefixPosition(i, common);
            }
        }
        return new PrefixPosition(columns.length, 0);
    }

    /// Where the given rows, `rows[from]` to `rows[to - 1]`, begin to differ.
    PrefixPosition common(int[] rows, int from, int to) {
        for (int i = 0; i < columns.length; i++) {
            int common = KeyColumn.EQUAL;
            for (int at = from + 1; at < to && common > 0; at++) {
                common = Math.min(common, columns[i].commonBytes(rows[from], columns[i], rows[at]));
            }
            if (common != KeyColumn.EQUAL) {
                return new PrefixPosition(i, common);
            }
        }
        return new PrefixPosition(columns.length, 0);
    }

    /// For the rows from `from` to before `to`, eight bytes of their keys from `position` on, shifted so that their
    /// signed order is key order: of two rows that agree up to there, the one with the smaller prefix is smaller.
    /// Equal prefixes say nothing unless [#decidedBits] says so.
    public long[] prefixes(PrefixPosition position, int from, int to) {
        int[] rows = new int[to - from];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = from + i;
        }
        return prefixes(position, rows, 0, rows.length);
    }

    /// The prefixes of the rows `rows[from]` to `rows[to - 1]`.
    long[] prefixes(PrefixPosition position, int[] rows, int from, int to) {
        long[] prefixes = new long[to - from];
        int filled = 0;
        int skip = position.skip();
        for (int i = position.column(); i < columns.length && filled < PREFIX_BITS; i++) {
            KeyColumn column = columns[i];
            for (int at = from; at < to; at++) {
                prefixes[at - from] |= column.bytesAt(rows[at], skip) >>> filled;
            }
            if (column.width() == KeyColumn.VARIABLE) {
                break;
            }
            filled += (column.width() - skip) * Byte.SIZE;
            skip = 0;
        }
        for (int i = 0; i < prefixes.length; i++) {
            prefixes[i] ^= Long.MIN_VALUE;
        }
        return prefixes;
    }

    /// How many of the highest bits of a prefix hold the whole rest of a key; more than a prefix has when none do. Rows
    /// of which that many bits are equal have equal keys.
    public int decidedBits(PrefixPosition position) {
        int bits = -position.skip() * Byte.SIZE;
        for (int i = position.column(); i < columns.length; i++) {
            if (columns[i].width() == KeyColumn.VARIABLE) {
                return Integer.MAX_VALUE;
            }
            bits += columns[i].width() * Byte.SIZE;
        }
        return Math.max(bits, 0);
    }
}
