package dev.sleeper.rowfile;

import dev.sleeper.row.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the table needs to know of a file that was written.
///
/// @param rowCount  how many rows it has
/// @param sizeBytes its length
/// @param minKey    the first row key; null when the file has no rows or no keys
/// @param maxKey    the last row key; null when the file has no rows or no keys
/// @param keyBounds the bounds of each row key and sort key column, in key order; empty like the keys
/// @param checksum  the CRC-32C (Castagnoli, as `java.util.zip.CRC32C`) of all its bytes
/// @param sketch    how the row keys are spread; null like the keys
public record RowFileSummary(
        long rowCount,
        long sizeBytes,
        @Nullable Key minKey,
        @Nullable Key maxKey,
        List<ColumnBounds> keyBounds,
        long checksum,
        @Nullable KeySketch sketch) {
    public RowFileSummary {
        keyBounds = List.copyOf(keyBounds);
    }
}
