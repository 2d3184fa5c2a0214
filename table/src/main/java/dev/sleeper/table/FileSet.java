package dev.sleeper.table;

import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import org.pcollections.TreePMap;

/// The live files of a table, by partition and then by id, with their sums. Immutable; a new set shares all but a
/// few nodes with the one it was made from.
final class FileSet {
    static final FileSet EMPTY = new FileSet(TreePMap.empty(), 0, 0, 0);

    private final TreePMap<String, TreePMap<FileId, DataFile>> byPartition;
    private final long count;
    private final long rowCount;
    private final long sizeBytes;

    private FileSet(
            TreePMap<String, TreePMap<FileId, DataFile>> byPartition, long count, long rowCount, long sizeBytes) {
        this.byPartition = byPartition;
        this.count = count;
        this.rowCount = rowCount;
        this.sizeBytes = sizeBytes;
    }

    long count() {
        return count;
    }

    long rowCount() {
        return rowCount;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    Optional<DataFile> find(FileLocation location) {
        return Optional.ofNullable(in(location.partitionId()).get(location.id()));
    }

    Collection<DataFile> inPartition(String partitionId) {
        return in(partitionId).values();
    }

    /// All files, by partition and then by id.
    Iterable<DataFile> all() {
        return () -> {
            Iterator<DataFile> files = byPartition.values().stream()
                    .flatMap(partition -> partition.values().stream())
                    .iterator();
            return files;
        };
    }

    /// Begins to change this set.
    Builder change() {
        return new Builder(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileSet files && byPartition.equals(files.byPartition);
    }

    @Override
    public int hashCode() {
        return byPartition.hashCode();
    }

    private TreePMap<FileId, DataFile> in(String partitionId) {
        TreePMap<FileId, DataFile> partition = byPartition.get(partitionId);
        return partition == null ? TreePMap.empty() : partition;
    }

    /// A set being changed. Files that come partition by partition cost least. Not thread-safe.
    static final class Builder {
        private final MapBuilder<String, TreePMap<FileId, DataFile>> byPartition;
        private long count;
        private long rowCount;
        private long sizeBytes;
        private String openId = "";
        private MapBuilder<FileId, DataFile> open = new MapBuilder<>();

        private Builder(FileSet before) {
            this.byPartition = new MapBuilder<>(before.byPartition);
            this.count = before.count;
            this.rowCount = before.rowCount;
            this.sizeBytes = before.sizeBytes;
        }

        /// @throws IllegalArgumentException when the file is there already
        void add(DataFile file) {
            open(file.partitionId());
            if (open.put(file.id(), file) != null) {
                throw new IllegalArgumentException("file " + file.location() + " is there already");
            }
            count++;
            rowCount += file.rowCount();
            sizeBytes += file.sizeBytes();
        }

        /// @throws IllegalArgumentException when the file is not there
        void remove(FileLocation location) {
            open(location.partitionId());
            DataFile file = open.remove(location.id());
            if (file == null) {
                throw new IllegalArgumentException("file " + location + " is not there");
            }
            count--;
            rowCount -= file.rowCount();
            sizeBytes -= file.sizeBytes();
        }

        FileSet build() {
            close();
            return new FileSet(byPartition.build(), count, rowCount, sizeBytes);
        }

        private void open(String partitionId) {
            if (!partitionId.equals(openId)) {
                close();
                openId = partitionId;
                TreePMap<FileId, DataFile> partition = byPartition.get(partitionId);
                open = partition == null ? new MapBuilder<>() : new MapBuilder<>(partition);
            }
        }

        private void close() {
            TreePMap<FileId, DataFile> partition = open.build();
            if (!partition.isEmpty()) {
                byPartition.put(openId, partition);
            } else if (!openId.isEmpty()) {
                byPartition.remove(openId);
            }
        }
    }
}
