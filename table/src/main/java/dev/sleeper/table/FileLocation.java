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
        int slash = path.indexOf('/');
        if (slash < 1 || !path.endsWith(EXTENSION) || !Partition.isPartitionId(path.substring(0, slash))) {
            throw new IllegalArgumentException("'" + path + "' is not the path of a data file");
        }
        return new FileLocation(
                path.substring(0, slash), new FileId(path.substring(slash + 1, path.length() - EXTENSION.length())));
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
