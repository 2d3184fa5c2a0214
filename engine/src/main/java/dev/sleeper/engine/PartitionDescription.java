package dev.sleeper.engine;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.Partition;
import dev.sleeper.table.TableState;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node of a table's partition tree, and the files that are on it.
///
/// @param id        `root` for the one that has every key
/// @param parent    the id of the partition that it is a part of; null for the root
/// @param children  the ids of its parts, by ascending key; none for a leaf
/// @param min       its least row key, of which the last fields may be left out; null when there is none
/// @param max       the least row key above it, likewise
/// @param files     how many files are on it
/// @param rows      how many rows these have
/// @param sizeBytes how long they are
public record PartitionDescription(
        String id,
        @Nullable String parent,
        List<String> children,
        @Nullable List<Object> min,
        @Nullable List<Object> max,
        long files,
        long rows,
        long sizeBytes) {

    static PartitionDescription of(TableState state, Partition partition, KeyCodec rowKeys) {
        Collection<DataFile> files = state.filesIn(partition.id());
        return new PartitionDescription(
                partition.id(),
                partition.parentId(),
                partition.children(),
                bound(partition.range().min(), rowKeys),
                bound(partition.range().max(), rowKeys),
                files.size(),
                files.stream().mapToLong(DataFile::rowCount).sum(),
                files.stream().mapToLong(DataFile::sizeBytes).sum());
    }

    private static @Nullable List<Object> bound(@Nullable Key key, KeyCodec rowKeys) {
        return key == null || key.equals(Key.EMPTY) ? null : rowKeys.decode(key);
    }
}
