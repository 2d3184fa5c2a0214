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
/// @param fieldMinima the least value of each key field (row keys, then sort keys), encoded one after the other by
///                    `KeyCodec.ofAllKeys`
/// @param fieldMaxima the greatest value of each key field, likewise
/// @param checksum    the CRC-32C of the whole file
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
        if (checksum >>> Integer.SIZE != 0) {
            throw new IllegalArgumentException("Data file " + id + " has a checksum of more than 32 bits");
        }
        if (minKey.compareTo(maxKey) > 0) {
            throw new IllegalArgumentException("Data file " + id + " has its least key above its greatest");
        }
    }

    public FileLocation location() {
        return new FileLocation(partitionId, id);
    }
}
