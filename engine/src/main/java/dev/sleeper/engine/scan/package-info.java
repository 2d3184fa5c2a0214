/// Reading the rows of a table's files by key: which files, which pages, which rows.
///
/// Reading order: `KeyStretch`, `FieldCondition`, `SortedFile`, `PageKeys`, `FileCursor`; then `TableScan`,
// `FileChain`,
/// `PartCut`, `ScanPart`, `ReadAhead`, `ReadMemory`, `FileCache`, `OpenFiles`.
@NullMarked
package dev.sleeper.engine.scan;

import org.jspecify.annotations.NullMarked;
