/// A table's state as the rows of a Delta checkpoint, and back.
///
/// Reading order: `Checkpoint`, `CheckpointLayout`, `CheckpointRows`, `CheckpointFacts`, `RowReader`, then the
/// `…Cells` that columns are built with.
@NullMarked
package dev.sleeper.table.checkpoint;

import org.jspecify.annotations.NullMarked;
