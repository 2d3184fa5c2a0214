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

    FileSet with(DataFile file) {
        TreePMap<FileId, DataFile> partition = in(file.partitionId());
        if (partition.containsKey(file.id())) {
            throw new IllegalArgumentException("File " + file.location() + " is there already");
        }
        return new FileSet(
                byPartition.plus(file.partitionId(), partition.plus(file.id(), file)),
                count + 1,
                rowCount + file.rowCount(),
                sizeBytes + file.sizeBytes());
    }

    FileSet without(FileLocation location) {
        TreePMap<FileId, DataFile> partition = in(location.partitionId());
        DataFile file = partition.get(location.id());
        if (file == null) {
            throw new IllegalArgumentException("File " + location + " is not there");
        }
        TreePMap<FileId, DataFile> rest = partition.minus(location.id());
        return new FileSet(
                rest.isEmpty()
                        ? byPartition.minus(location.partitionId())
                        : byPartition.plus(location.partitionId(), rest),
                count - 1,
                rowCount - file.rowCount(),
                sizeBytes - file.sizeBytes());
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
}
