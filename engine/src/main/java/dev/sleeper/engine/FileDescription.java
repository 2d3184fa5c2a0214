package dev.sleeper.engine;

import dev.sleeper.row.KeyCodec;
import dev.sleeper.table.DataFile;
import java.time.Instant;
import java.util.List;

/// A data file of a table.
///
/// @param path      below the table's location
/// @param partition the id of the partition that it belongs to
/// @param rows      how many rows it has
/// @param sizeBytes its length
/// @param minKey    the row key of its first row, one value for each row key field
/// @param maxKey    the row key of its last row
/// @param written   when it was made, by the clock of whoever made it
public record FileDescription(
        String path,
        String partition,
        long rows,
        long sizeBytes,
        List<Object> minKey,
        List<Object> maxKey,
        Instant written) {

    static FileDescription of(DataFile file, KeyCodec rowKeys) {
        return new FileDescription(
                file.location().path(),
                file.partitionId(),
                file.rowCount(),
                file.sizeBytes(),
                rowKeys.decode(file.minKey()),
                rowKeys.decode(file.maxKey()),
                Instant.ofEpochMilli(file.id().timeMillis()));
    }
}
