package dev.sleeper.engine.write;

import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.engine.sort.KeyColumns;
import dev.sleeper.row.Column;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.schema.Schema;
import java.util.ArrayList;
import java.util.List;

/// A sorted batch in memory. Immutable and thread-safe.
final class MemoryRun implements SortedRun {
    /// How many bytes in memory become one in a file, reckoned low.
    private static final int COMPRESSION = 2;

    private static final int ROWS_A_SAMPLE = RowFileLayout.PAGE_ROWS;

    private final RowBatch batch;
    private final KeyColumns keys;
    private final KeyCodec codec;
    private final List<Column> keyColumns;

    MemoryRun(RowBatch batch, Schema schema) {
        this.batch = batch;
        this.keys = KeyColumns.ofRowKeys(batch, schema);
        this.codec = KeyCodec.ofRowKeys(schema);
        this.keyColumns =
                codec.fields().stream().map(field -> batch.column(field.name())).toList();
    }

    @Override
    public long rowCount() {
        return batch.rowCount();
    }

    @Override
    public long storedBytes() {
        return batch.sizeBytes() / COMPRESSION;
    }

    @Override
    public Key minKey() {
        return codec.encode(keyColumns, 0);
    }

    @Override
    public Key maxKey() {
        return codec.encode(keyColumns, batch.rowCount() - 1);
    }

    @Override
    public long rowsBelow(Key key) {
        return keys.firstAtOrAbove(key, 0, batch.rowCount());
    }

    @Override
    public List<Key> sampleKeys() {
        List<Key> samples = new ArrayList<>();
        for (int row = ROWS_A_SAMPLE / 2; row < batch.rowCount(); row += ROWS_A_SAMPLE) {
            samples.add(codec.encode(keyColumns, row));
        }
        return samples;
    }

    @Override
    public RowCursor rows(List<KeyRange> ranges, long maxBytes) {
        List<RowBatch> slices = new ArrayList<>(ranges.size());
        for (KeyRange range : ranges) {
            int from = keys.firstAtOrAbove(range.min(), 0, batch.rowCount());
            slices.add(batch.slice(from, keys.firstAbove(range, from, batch.rowCount())));
        }
        return RowCursor.of(slices);
    }
}
