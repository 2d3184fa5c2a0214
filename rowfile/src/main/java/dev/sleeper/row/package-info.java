/// Rows in columns, keys, and their one order.
///
/// Reading order: `RowBatch`, `Column` and its kinds, `Validity`, `NullColumns`, then `Key`, `KeyRange` and `KeyCodec`.
@NullMarked
package dev.sleeper.row;

import org.jspecify.annotations.NullMarked;
