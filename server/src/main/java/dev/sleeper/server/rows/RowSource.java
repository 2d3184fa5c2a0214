package dev.sleeper.server.rows;

import dev.sleeper.row.RowBatch;
import org.jspecify.annotations.Nullable;

/// Rows that come from outside in some format, turned into batches of one table's fields.
///
/// Every batch has the fields of the table's schema in its order, and no null where the schema has none. Rows that do
/// not fit are refused with a `RequestException` that names field and record; records are counted from 1 through all
/// batches. `UncheckedIOException` means that the bytes stopped coming.
///
/// Not thread-safe.
public interface RowSource extends AutoCloseable {

    /// No batch, as it is sent, has more bytes than this.
    int MAX_BATCH_BYTES = 64 << 20;

    /// The next rows; null after the last of a body that is complete.
    @Nullable
    RowBatch next();

    @Override
    void close();
}
