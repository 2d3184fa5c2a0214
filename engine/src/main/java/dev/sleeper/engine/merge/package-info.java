/// Merging sorted rows into one sequence.
///
/// Reading order: `RowCursor`, `RowMerge`, `MergeInput`, `LoserTree`, `RowRuns`, `ColumnGather`.
@NullMarked
package dev.sleeper.engine.merge;

import org.jspecify.annotations.NullMarked;
