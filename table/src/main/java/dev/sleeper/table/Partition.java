package dev.sleeper.table;

import dev.sleeper.row.KeyRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One node of a table's partition tree: a range of row keys. A leaf has no children; an inner node's children
/// divide its range without gap or overlap. Immutable.
///
/// @param id       `[a-z0-9-]{1,64}`; the root's is `root`
/// @param parentId the partition that was split; null for the root
/// @param children the ids of the partitions it was split into, by ascending range; none for a leaf
/// @param range    the keys that belong to it
public record Partition(String id, @Nullable String parentId, List<String> children, KeyRange range) {
    /// The id of every table's root partition.
    public static final String ROOT_ID = "root";

    private static final int MAX_ID_LENGTH = 64;
    private static final AsciiSet ID = AsciiSet.digitsAndLetters('z', "-");

    public Partition {
        if (!isPartitionId(id)) {
            throw new IllegalArgumentException("'" + id + "' is not a partition id");
        }
        children = List.copyOf(children);
    }

    /// A partition without children.
    public static Partition leaf(String id, @Nullable String parentId, KeyRange range) {
        return new Partition(id, parentId, List.of(), range);
    }

    public boolean isLeaf() {
        return children.isEmpty();
    }

    /// Whether this may be the id of a partition: `[a-z0-9-]{1,64}`.
    public static boolean isPartitionId(String text) {
        return !text.isEmpty() && text.length() <= MAX_ID_LENGTH && ID.holdsAll(text, 0, text.length());
    }
}
