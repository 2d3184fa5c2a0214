package dev.sleeper.server.rows;

import dev.sleeper.row.RowBatch;
import java.io.IOException;

/// Rows on their way out in some format: `start`, `write` for each batch, `finish`. Without `finish` the reader at
/// the other end can tell that rows are missing. Not thread-safe.
public interface RowSink {

    void start() throws IOException;

    /// Writes some rows, which have the fields that the sink was made for.
    void write(RowBatch batch) throws IOException;

    /// Ends the rows and hands on all that is buffered.
    void finish() throws IOException;

    /// Ends the rows with word of why they are not complete, where the format has a place for it, and hands on all that
    /// is buffered.
    ///
    /// @param problem a JSON object
    void fail(byte[] problem) throws IOException;
}
