package dev.sleeper.engine.write;

import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.engine.scan.FileCursor;
import dev.sleeper.engine.scan.KeyStretch;
import dev.sleeper.engine.scan.SortedFile;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.rowfile.RowFileSummary;
import dev.sleeper.rowfile.RowFileWriter;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.DataFile;
import java.util.List;
import java.util.Objects;

/// The rows of a file: a data file of a table, or one on local disk for rows that did not fit in memory.
/// Thread-safe; the file stays its owner's to close.
///
/// @param storedBytes how long the file is
record FileRun(SortedFile file, Schema schema, long storedBytes, Key minKey, Key maxKey) implements SortedRun {
    /// Disk is cheaper than time for what is spilled.
    private static final int ZSTD_LEVEL = -3;

    private static final int ROW_GROUP_ROWS = 64 * RowFileLayout.PAGE_ROWS;
    private static final long ROW_GROUP_BYTES = 8L << 20;
    /// How much of a file is decoded at once, unless a page is longer: what a processor's cache holds.
    private static final long READ_BYTES = 1L << 18;

    /// The rows of a data file.
    static FileRun of(DataFile stored, SortedFile file, Schema schema) {
        return new FileRun(file, schema, stored.sizeBytes(), stored.minKey(), stored.maxKey());
    }

    /// Writes rows, of which there are some, in key order to a local file.
    static FileRun spill(RowCursor rows, Schema schema, SpillFile spill, DecoderPool decoders) {
        RowFileLayout layout = new RowFileLayout(
                schema.fields(),
                schema.rowKeys(),
                schema.sortKeys(),
                ZSTD_LEVEL,
                RowFileLayout.PAGE_ROWS,
                ROW_GROUP_ROWS,
                ROW_GROUP_BYTES,
                0);
        RowFileSummary summary;
        try (RowFileWriter writer = RowFileWriter.open(spill.path(), spill, layout)) {
            for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
                writer.write(batch);
            }
            summary = writer.finish();
        }
        return new FileRun(
                SortedFile.of(spill, schema, decoders),
                schema,
                summary.sizeBytes(),
                Objects.requireNonNull(summary.minKey()),
                Objects.requireNonNull(summary.maxKey()));
    }

    @Override
    public long rowCount() {
        return file.rowCount();
    }

    @Override
    public long rowsBelow(Key key) {
        return file.rowsBelow(key);
    }

    @Override
    public List<Key> sampleKeys() {
        return file.pageStarts();
    }

    @Override
    public RowCursor rows(List<KeyRange> ranges, long maxBytes) {
        List<KeyStretch> stretches = ranges.stream().map(KeyStretch::all).toList();
        return new FileCursor(file, schema, stretches, schema.fields(), READ_BYTES, Math.max(READ_BYTES, maxBytes));
    }
}
