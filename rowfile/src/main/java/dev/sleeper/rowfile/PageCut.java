package dev.sleeper.rowfile;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.StructColumn;

/// Where a page ends: after so many rows, or before, so that the values of all columns have about [#MAX_BYTES] at most
/// unless a single row has more. So what is read and decoded for one row stays small, however wide rows are, and a
/// merge has a page of each of many files at hand.
final class PageCut {
    static final int MAX_BYTES = 1 << 20;

    /// A page of rows that differ much in size may be so many times as large.
    static final int TOLERANCE = 2;

    private PageCut() {}

    /// How many rows from `from` on make the next page, `maxRows` at most: where not all of those fit, so many that the
    /// pages after it become about as large.
    static int rows(RowBatch batch, int from, int maxRows) {
        long pages = Math.ceilDiv(sizeBytes(batch, from, from + maxRows), (long) MAX_BYTES);
        int rows = (int) Math.max(1, maxRows / Math.max(1, pages));
        while (rows > 1 && sizeBytes(batch, from, from + rows) > TOLERANCE * MAX_BYTES) {
            rows /= 2;
        }
        return rows;
    }

    /// Whether rows, though more could be in a page, are so large that copying them costs more than a smaller page.
    static boolean isLarge(RowBatch batch, int from, int to) {
        return sizeBytes(batch, from, to) >= MAX_BYTES / 2;
    }

    private static long sizeBytes(RowBatch batch, int from, int to) {
        long sizeBytes = 0;
        for (Column column : batch.columns()) {
            sizeBytes += sizeBytes(column, from, to);
        }
        return sizeBytes;
    }

    /// About how many bytes the values of some rows take.
    private static long sizeBytes(Column column, int from, int to) {
        return switch (column) {
            case IntColumn ints -> (long) (to - from) * Integer.BYTES;
            case LongColumn longs -> (long) (to - from) * Long.BYTES;
            case BooleanColumn booleans -> to - from;
            case BytesColumn strings -> strings.offsets()[to] - strings.offsets()[from];
            case ListColumn lists -> sizeBytes(lists.elements(), lists.offsets()[from], lists.offsets()[to]);
            case MapColumn maps ->
                sizeBytes(maps.keys(), maps.offsets()[from], maps.offsets()[to])
                        + sizeBytes(maps.values(), maps.offsets()[from], maps.offsets()[to]);
            case StructColumn structs ->
                structs.parts().stream()
                        .mapToLong(part -> sizeBytes(part, from, to))
                        .sum();
        };
    }
}
