/// A table's state as the rows of a Delta checkpoint, and back.
///
/// Reading order: `Checkpoint`, `CheckpointLayout`, `CheckpointRows`, `RowReader`, then the `…Cells` that columns
/// are built with.
@NullMarked
package dev.sleeper.table.checkpoint;

import org.jspecify.annotations.NullMarked;
