package dev.sleeper.table;

import dev.sleeper.row.Key;

/// A file of sorted rows that is part of a table: written once, never changed. It belongs to one node of the
/// partition tree and holds only keys of that node's range. Immutable.
///
/// @param id          its name, and when it was made
/// @param partitionId the partition it belongs to, a leaf or an inner node
/// @param sizeBytes   its exact length
/// @param rowCount    how many rows it holds, exactly
/// @param minKey      the row key of its first row
/// @param maxKey      the row key of its last row
/// @param fieldMinima a lower bound of each key field's values (row keys, then sort keys), encoded one after the
///                    other by `KeyCodec.ofAllKeys`
/// @param fieldMaxima an upper bound of each key field's values, likewise
/// @param checksum    the checksum of the whole file, as the row file writer computes it
public record DataFile(
        FileId id,
        String partitionId,
        long sizeBytes,
        long rowCount,
        Key minKey,
        Key maxKey,
        Key fieldMinima,
        Key fieldMaxima,
        long checksum) {

    public DataFile {
        if (sizeBytes < 1 || rowCount < 1) {
            throw new IllegalArgumentException(
                    "Data file " + id + " is empty: " + sizeBytes + " bytes, " + rowCount + " rows");
        }
        if (minKey.compareTo(maxKey) > 0) {
            throw new IllegalArgumentException("Data file " + id + " has its least key above its greatest");
        }
    }

    public FileLocation location() {
        return new FileLocation(partitionId, id);
    }
}
