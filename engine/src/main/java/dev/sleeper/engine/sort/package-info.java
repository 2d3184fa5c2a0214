/// The order of rows: comparing them by their key columns, and sorting a batch.
///
/// Reading order: `KeyColumns`, `KeyColumn`, `PrefixPosition`, `RowSorter`.
@NullMarked
package dev.sleeper.engine.sort;

import org.jspecify.annotations.NullMarked;
