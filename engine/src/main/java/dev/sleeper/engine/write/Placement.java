package dev.sleeper.engine.write;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import dev.sleeper.table.Partition;
import dev.sleeper.table.PartitionTree;
import java.util.ArrayList;
import java.util.List;

/// Decides which partitions the rows of a write go to. A leaf gets a file of its own when its share is worth one; what
/// is not goes, together with others, to the lowest partition above them where together they are worth a file; and what
/// is left at last is one file on the common ancestor of its leaves. So every file but one is of a fair size, and lies
/// as deep in the tree as can be. A pure function.
final class Placement {
    private final PartitionTree tree;
    private final long minFileBytes;
    private final List<Target> targets = new ArrayList<>();

    private Placement(PartitionTree tree, long minFileBytes) {
        this.tree = tree;
        this.minFileBytes = minFileBytes;
    }

    /// The rows of a write that belong to one leaf.
    ///
    /// @param leaf      where they belong
    /// @param sizeBytes about how long they are in a file
    record Share(Partition leaf, long sizeBytes) {}

    /// What is written for one partition.
    ///
    /// @param partition gets the files
    /// @param ranges    the keys of the rows, ascending, without overlap
    /// @param sizeBytes about how long the rows are in a file
    record Target(Partition partition, List<KeyRange> ranges, long sizeBytes) {
        Target {
            ranges = List.copyOf(ranges);
        }
    }

    /// @param shares       ascending; those of no size are left out
    /// @param minFileBytes how long a file is at least that is worth having
    static List<Target> of(PartitionTree tree, List<Share> shares, long minFileBytes) {
        Placement placement = new Placement(tree, minFileBytes);
        List<Share> left = placement.place(tree.root(), shares);
        if (!left.isEmpty()) {
            placement.add(placement.commonAncestor(left), left);
        }
        return placement.targets;
    }

    /// Places what is worth a file at or below a partition, and gives back the rest.
    private List<Share> place(Partition partition, List<Share> shares) {
        List<Share> left = new ArrayList<>();
        if (partition.isLeaf()) {
            left.addAll(shares);
        } else {
            int from = 0;
            for (String childId : partition.children()) {
                Partition child = tree.partition(childId).orElseThrow();
                int to = from;
                while (to < shares.size()
                        && child.range().contains(shares.get(to).leaf().range())) {
                    to++;
                }
                if (to > from) {
                    left.addAll(place(child, shares.subList(from, to)));
                }
                from = to;
            }
        }
        if (size(left) < minFileBytes) {
            return left;
        }
        add(partition, left);
        return List.of();
    }

    private Partition commonAncestor(List<Share> shares) {
        return tree.commonAncestor(new KeyRange(
                shares.getFirst().leaf().range().min(),
                shares.getLast().leaf().range().max()));
    }

    private void add(Partition partition, List<Share> shares) {
        List<KeyRange> ranges = new ArrayList<>();
        for (Share share : shares) {
            KeyRange range = share.leaf().range();
            Key lastMax = ranges.isEmpty() ? null : ranges.getLast().max();
            if (lastMax != null && lastMax.equals(range.min())) {
                ranges.set(ranges.size() - 1, new KeyRange(ranges.getLast().min(), range.max()));
            } else {
                ranges.add(range);
            }
        }
        targets.add(new Target(partition, ranges, size(shares)));
    }

    private static long size(List<Share> shares) {
        return shares.stream().mapToLong(Share::sizeBytes).sum();
    }
}
