package dev.sleeper.engine.write;

import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import java.util.List;
import java.util.function.IntConsumer;

/// A run whose rows are counted as they are read.
///
/// @param read told how many rows were read since it was told last
record WatchedRun(SortedRun run, IntConsumer read) implements SortedRun {

    @Override
    public long rowCount() {
        return run.rowCount();
    }

    @Override
    public long storedBytes() {
        return run.storedBytes();
    }

    @Override
    public Key minKey() {
        return run.minKey();
    }

    @Override
    public Key maxKey() {
        return run.maxKey();
    }

    @Override
    public long rowsBelow(Key key) {
        return run.rowsBelow(key);
    }

    @Override
    public List<Key> sampleKeys() {
        return run.sampleKeys();
    }

    @Override
    public RowCursor rows(List<KeyRange> ranges, long maxBytes) {
        RowCursor rows = run.rows(ranges, maxBytes);
        return () -> {
            RowBatch batch = rows.next();
            if (batch != null) {
                read.accept(batch.rowCount());
            }
            return batch;
        };
    }
}
