/// Sleeper's row files: Parquet, written and read whole columns at a time. Only files that this package wrote
/// are read here, and of others' the headers of pages (`ForeignPages`). Everything that is read is checked;
/// `docs/format.md` has the bytes.
///
/// Reading order: `RowFileLayout`, `RowFileWriter` (pages by `ChunkWriter`, the end of the file by
/// `FooterWriter`), `RowFilePart`, `RowFileSummary`; then `RowFileFooter` (read by `FooterReader`) and `RowFileReader`
// (pages
/// by `PageReader`). The encodings are in `page`, nesting is in `shape`.
@NullMarked
package dev.sleeper.rowfile;

import org.jspecify.annotations.NullMarked;
