/// Parquet files that other programs made, as rows of a table.
///
/// Reading order: `ParquetRows`, `ParquetField`, `LeafValues`, `ParquetBounds`, `ReceivedFile`;
/// `SplitPointEstimate`.
@NullMarked
package dev.sleeper.engine.foreign;

import org.jspecify.annotations.NullMarked;
