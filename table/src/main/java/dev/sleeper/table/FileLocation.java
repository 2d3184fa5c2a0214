package dev.sleeper.table;

/// Where a data file lies within its table: the directory of the partition that it was written for, and its id.
///
/// @param partitionId the partition that the file belongs to
/// @param id          the file's own id
public record FileLocation(String partitionId, FileId id) implements Comparable<FileLocation> {
    private static final String EXTENSION = ".parquet";

    /// Reads a path as [#path] writes it.
    ///
    /// @throws IllegalArgumentException when the path is not one that we write
    public static FileLocation ofPath(String path) {
        String partitionId = path.substring(0, Math.max(0, path.indexOf('/')));
        if (!Partition.isPartitionId(partitionId)) {
            throw new IllegalArgumentException("'" + path + "' is not the path of a data file");
        }
        return ofPath(path, partitionId);
    }

    /// Reads a path of a file of a partition that is known.
    ///
    /// @throws IllegalArgumentException when the path is not one that we write for this partition
    public static FileLocation ofPath(String path, String partitionId) {
        int slash = partitionId.length();
        if (!path.startsWith(partitionId) || !path.startsWith("/", slash) || !path.endsWith(EXTENSION)) {
            throw new IllegalArgumentException(
                    "'" + path + "' is not the path of a data file of partition " + partitionId);
        }
        return new FileLocation(partitionId, new FileId(path.substring(slash + 1, path.length() - EXTENSION.length())));
    }

    /// The file's path below the table's directory.
    public String path() {
        return partitionId + "/" + id + EXTENSION;
    }

    @Override
    public int compareTo(FileLocation other) {
        int byPartition = partitionId.compareTo(other.partitionId);
        return byPartition != 0 ? byPartition : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return path();
    }
}
