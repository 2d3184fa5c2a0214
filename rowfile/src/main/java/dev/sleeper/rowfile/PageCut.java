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

/// Where a page ends: after so many rows, or before, so that no column has more than [#MAX_BYTES] in it unless
/// a single row has.
final class PageCut {
    static final int MAX_BYTES = 1 << 20;

    private PageCut() {}

    /// How many rows from `from` on make the next page, `maxRows` at most.
    static int rows(RowBatch batch, int from, int maxRows) {
        int rows = maxRows;
        for (Column column : batch.columns()) {
            while (rows > 1 && sizeBytes(column, from, from + rows) > MAX_BYTES) {
                rows /= 2;
            }
        }
        return rows;
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
                        .max()
                        .orElse(0);
        };
    }
}
