package dev.sleeper.engine.merge;

import dev.sleeper.row.RowBatch;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows in key order, batch by batch. Not thread-safe.
public interface RowCursor {

    /// The next rows, at least one; null after the last.
    @Nullable
    RowBatch next();

    /// Rows that are in memory; batches without rows are left out.
    static RowCursor of(List<RowBatch> batches) {
        Iterator<RowBatch> remaining =
                batches.stream().filter(batch -> batch.rowCount() > 0).iterator();
        return () -> remaining.hasNext() ? remaining.next() : null;
    }
}
