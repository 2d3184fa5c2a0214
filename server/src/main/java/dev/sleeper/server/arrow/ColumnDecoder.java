package dev.sleeper.server.arrow;

import dev.sleeper.row.Column;
import dev.sleeper.server.rows.RowNumbers;

/// Turns the buffers of one Arrow column, and of its children, into a column of a field's type. Made once a stream,
/// by [ColumnDecoders], and used for each of its batches.
@FunctionalInterface
interface ColumnDecoder {

    /// Takes the column's nodes and buffers from the cursor.
    ///
    /// @param rows for errors: which record a slot of the column belongs to
    Column decode(BatchCursor cursor, RowNumbers rows);
}
