package dev.sleeper.rowfile;

import dev.sleeper.row.RowBatch;
import java.util.ArrayList;
import java.util.List;

/// Copies of the last rows that do not fill a page yet.
///
/// Not thread-safe.
final class PendingRows {
    private final int pageRows;
    private final List<RowBatch> batches = new ArrayList<>();
    private int rowCount;
    private long sizeBytes;

    PendingRows(int pageRows) {
        this.pageRows = pageRows;
    }

    boolean isEmpty() {
        return rowCount == 0;
    }

    /// True when the rows make a page by number or by size.
    boolean isFull() {
        return rowCount >= pageRows || sizeBytes >= PageCut.MAX_BYTES;
    }

    /// Adds the batch's rows from `from` on until there is a page's number of them, and gives the row after them.
    int add(RowBatch batch, int from) {
        int most = Math.min(batch.rowCount() - from, pageRows - rowCount);
        int to = from + (most > 0 ? PageCut.rows(batch, from, most) : 0);
        if (to > from) {
            RowBatch slice = RowBatch.concat(List.of(batch.slice(from, to)));
            batches.add(slice);
            rowCount += slice.rowCount();
            sizeBytes += slice.sizeBytes();
        }
        return to;
    }

    /// Gives up all rows.
    RowBatch take() {
        RowBatch all = RowBatch.concat(batches);
        batches.clear();
        rowCount = 0;
        sizeBytes = 0;
        return all;
    }
}
