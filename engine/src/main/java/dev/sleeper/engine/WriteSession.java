package dev.sleeper.engine;

import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;

/// One write to one table: any number of batches, in any order of rows, committed whole or not at all. Made by
/// [Instance#beginWrite]; its user closes it, and without a `commit` before that nothing is written.
///
/// Memory is bounded by [EngineSettings#writeBytes]: rows beyond it wait as sorted runs on local disk.
///
/// Not thread-safe.
public interface WriteSession extends AutoCloseable {

    /// The schema that batches must have.
    Schema schema();

    /// The id of the write.
    String jobId();

    /// Takes some rows, which have the schema's fields in any order.
    ///
    /// @throws RequestException with `INVALID_ROW` when a field is missing or unknown, of another type, null
    ///     where it must not be, or text that is not UTF-8; the message names field and row
    /// @throws dev.sleeper.objectstore.StoreUnavailableException when rows cannot be spilled, as on a full disk
    void write(RowBatch batch);

    /// Makes all rows visible at once. A session without rows changes nothing.
    ///
    /// @throws UnknownWriteException when it cannot be known whether the rows were committed
    /// @throws RequestException when the table was dropped, or the write took longer than half the retention time
    /// @throws dev.sleeper.objectstore.StoreUnavailableException when the store did not take the rows; nothing was
    ///     committed
    WriteResult commit();

    /// Gives memory and disk back.
    @Override
    void close();
}
