package dev.sleeper.engine.merge;

import dev.sleeper.engine.sort.KeyColumns;
import dev.sleeper.engine.sort.PrefixPosition;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import org.jspecify.annotations.Nullable;

/// One input of a merge: the batch that it is at, and the row there that comes next. Not thread-safe.
final class MergeInput {
    /// No slot of the batch being merged holds the input's batch.
    static final int NO_SLOT = -1;

    private final RowCursor cursor;
    private final Schema schema;
    private @Nullable RowBatch batch;
    private @Nullable KeyColumns keys;
    private long[] prefixes = {};
    private int prefixStart;
    private int row;
    private int rowCount;
    private int slot = NO_SLOT;
    private long rowSizeBytes;

    MergeInput(RowCursor cursor, Schema schema) {
        this.cursor = cursor;
        this.schema = schema;
    }

    /// Goes on to the next batch; false after the last.
    boolean load() {
        slot = NO_SLOT;
        row = 0;
        batch = cursor.next();
        if (batch == null) {
            keys = null;
            rowCount = 0;
            return false;
        }
        keys = KeyColumns.of(batch, schema);
        rowCount = batch.rowCount();
        rowSizeBytes = Math.max(1, batch.sizeBytes() / rowCount);
        return true;
    }

    /// Takes the prefixes of the rows that are left anew.
    void takePrefixes(PrefixPosition position) {
        prefixes = keys().prefixes(position, row, rowCount);
        prefixStart = row;
    }

    boolean isExhausted() {
        return batch == null;
    }

    RowBatch batch() {
        if (batch == null) {
            throw new IllegalStateException("An exhausted input has no batch");
        }
        return batch;
    }

    KeyColumns keys() {
        if (keys == null) {
            throw new IllegalStateException("An exhausted input has no keys");
        }
        return keys;
    }

    int row() {
        return row;
    }

    int rowsLeft() {
        return rowCount - row;
    }

    void skip(int rows) {
        row += rows;
    }

    /// The prefix of the next row.
    long prefix() {
        return prefixes[row - prefixStart];
    }

    /// The prefix of a row from the next one on.
    long prefixAt(int ahead) {
        return prefixes[row - prefixStart + ahead];
    }

    int slot() {
        return slot;
    }

    void setSlot(int slot) {
        this.slot = slot;
    }

    /// The mean size of the batch's rows.
    long rowSizeBytes() {
        return rowSizeBytes;
    }
}
