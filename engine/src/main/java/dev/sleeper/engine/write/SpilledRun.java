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
import java.util.List;
import java.util.Objects;

/// Sorted rows in a local file. Thread-safe; closing it removes the file.
final class SpilledRun implements SortedRun {
    /// Disk is cheaper than time here.
    private static final int ZSTD_LEVEL = -3;

    private static final int ROW_GROUP_ROWS = 64 * RowFileLayout.PAGE_ROWS;
    private static final long ROW_GROUP_BYTES = 8L << 20;
    private static final long READ_BYTES = 1L << 20;

    private final SpillFile spill;
    private final SortedFile file;
    private final Schema schema;
    private final RowFileSummary summary;

    private SpilledRun(SpillFile spill, SortedFile file, Schema schema, RowFileSummary summary) {
        this.spill = spill;
        this.file = file;
        this.schema = schema;
        this.summary = summary;
    }

    /// Writes rows, of which there are some, in key order to a new file.
    static SpilledRun write(RowCursor rows, Schema schema, SpillFile file, DecoderPool decoders) {
        try {
            RowFileLayout layout = new RowFileLayout(
                    schema.fields(),
                    schema.rowKeys(),
                    schema.sortKeys(),
                    ZSTD_LEVEL,
                    RowFileLayout.PAGE_ROWS,
                    ROW_GROUP_ROWS,
                    ROW_GROUP_BYTES,
                    false);
            RowFileSummary summary;
            try (RowFileWriter writer = RowFileWriter.open(file.path(), file, layout)) {
                for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
                    writer.write(batch);
                }
                summary = writer.finish();
            }
            return new SpilledRun(file, SortedFile.of(file, schema, decoders), schema, summary);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public long rowCount() {
        return summary.rowCount();
    }

    @Override
    public long storedBytes() {
        return summary.sizeBytes();
    }

    @Override
    public Key minKey() {
        return Objects.requireNonNull(summary.minKey());
    }

    @Override
    public Key maxKey() {
        return Objects.requireNonNull(summary.maxKey());
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
    public RowCursor rows(List<KeyRange> ranges) {
        List<KeyStretch> stretches = ranges.stream().map(KeyStretch::all).toList();
        return new FileCursor(file, schema, stretches, schema.fields(), READ_BYTES);
    }

    @Override
    public void close() {
        spill.close();
    }
}
