/// Writing rows as data files: sorting them in bounded memory, deciding which partition each file is for, and storing
/// the files. Nothing here commits.
///
/// Reading order: `RowBuffer`, `SortedRun`, `FileRun`, `Placement`, `WritePlan`, `DataFileWriter`,
/// `FileParts`, `FileMerge`.
@NullMarked
package dev.sleeper.engine.write;

import org.jspecify.annotations.NullMarked;
