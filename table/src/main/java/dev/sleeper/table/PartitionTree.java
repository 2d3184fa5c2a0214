package dev.sleeper.table;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// How a table's keys are divided: a tree of ranges whose root has every key and whose inner nodes are divided by
/// their children without gap or overlap. Immutable; a new tree shares what it can with the one it was made from.
public final class PartitionTree {
    private final TreePMap<String, Partition> partitions;
    private final int leafCount;

    private PartitionTree(TreePMap<String, Partition> partitions, int leafCount) {
        this.partitions = partitions;
        this.leafCount = leafCount;
    }

    /// The tree whose leaves meet at the given keys, as balanced as can be: neighbours are paired, layer by layer.
    ///
    /// @param splitPoints ascending and distinct; none for a tree of the root alone
    /// @param ids         makes an id for each partition but the root
    /// @throws IllegalArgumentException naming the first split point out of order
    public static PartitionTree create(List<Key> splitPoints, Supplier<String> ids) {
        for (int i = 1; i < splitPoints.size(); i++) {
            if (splitPoints.get(i - 1).compareTo(splitPoints.get(i)) >= 0) {
                throw new IllegalArgumentException("Split point " + (i + 1) + " is not above the one before it");
            }
        }
        List<Partition> made = new ArrayList<>();
        divide(Partition.ROOT_ID, null, KeyRange.ALL, splitPoints, ids, made);
        return of(made);
    }

    /// The tree of these partitions, which come in any order.
    ///
    /// @throws IllegalArgumentException when they do not make a tree, saying where
    public static PartitionTree of(Collection<Partition> partitions) {
        TreePMap<String, Partition> byId = TreePMap.empty();
        int leafCount = 0;
        for (Partition partition : partitions) {
            byId = byId.plus(partition.id(), partition);
            leafCount += partition.isLeaf() ? 1 : 0;
        }
        if (byId.size() < partitions.size()) {
            throw new IllegalArgumentException("A partition id comes twice");
        }
        PartitionTree tree = new PartitionTree(byId, leafCount);
        tree.checkRoot();
        tree.checkNodes(partitions);
        return tree;
    }

    /// The partition that has every key.
    public Partition root() {
        return existing(Partition.ROOT_ID);
    }

    public Optional<Partition> partition(String id) {
        return Optional.ofNullable(partitions.get(id));
    }

    /// All partitions, in the order of their ids.
    public Collection<Partition> partitions() {
        return partitions.values();
    }

    public int size() {
        return partitions.size();
    }

    public int leafCount() {
        return leafCount;
    }

    /// The leaf whose range has this key.
    public Partition leaf(Key key) {
        Partition at = root();
        while (!at.isLeaf()) {
            at = childWith(at, key);
        }
        return at;
    }

    /// All leaves, by ascending range.
    public List<Partition> leaves() {
        return leavesOverlapping(KeyRange.ALL);
    }

    /// The leaves that have a key of this range in common with it, by ascending range.
    public List<Partition> leavesOverlapping(KeyRange range) {
        return overlapping(range).stream().filter(Partition::isLeaf).toList();
    }

    /// The partitions, leaves and inner nodes, that have a key in common with this range; parents before
    /// children, and children by ascending range. A query of the range reads the files of these.
    public List<Partition> overlapping(KeyRange range) {
        List<Partition> found = new ArrayList<>();
        Deque<Partition> open = new ArrayDeque<>();
        open.push(root());
        while (!open.isEmpty()) {
            Partition at = open.pop();
            found.add(at);
            for (int i = at.children().size() - 1; i >= 0; i--) {
                Partition child = existing(at.children().get(i));
                if (child.range().overlaps(range)) {
                    open.push(child);
                }
            }
        }
        return found;
    }

    /// A partition and its ancestors, up to the root.
    ///
    /// @throws IllegalArgumentException when there is no such partition
    public List<Partition> pathToRoot(String id) {
        List<Partition> path = new ArrayList<>();
        @Nullable String next = id;
        while (next != null) {
            Partition at = existing(next);
            path.add(at);
            next = at.parentId();
        }
        return path;
    }

    /// The deepest partition that has every key of this range.
    public Partition commonAncestor(KeyRange range) {
        Partition at = root();
        while (!at.isLeaf()) {
            Partition child = childWith(at, range.min());
            if (!child.range().contains(range)) {
                return at;
            }
            at = child;
        }
        return at;
    }

    /// True when one partition is the other or lies above it.
    public boolean isAncestorOrSelf(String ancestorId, String id) {
        return pathToRoot(id).stream().anyMatch(at -> at.id().equals(ancestorId));
    }

    /// Why a leaf cannot be split into these children; empty when it can.
    public Optional<String> obstacleToSplit(String leafId, List<Partition> children) {
        Partition leaf = partitions.get(leafId);
        if (leaf == null || !leaf.isLeaf()) {
            return Optional.of("Partition " + leafId + " is not a leaf");
        }
        for (Partition child : children) {
            if (partitions.containsKey(child.id())) {
                return Optional.of("Partition id " + child.id() + " is taken");
            }
            if (!leafId.equals(child.parentId()) || !child.isLeaf()) {
                return Optional.of("Partition " + child.id() + " is not a new child of " + leafId);
            }
        }
        return Optional.ofNullable(gapBetween(leaf.range(), children))
                .map(gap -> "The children of partition " + leafId + " do not divide it: " + gap);
    }

    /// The tree after partitions were added, or got children.
    ///
    /// @throws IllegalArgumentException when that gives no tree, saying where
    PartitionTree with(Collection<Partition> changed) {
        TreePMap<String, Partition> next = partitions;
        int nextLeafCount = leafCount;
        for (Partition partition : changed) {
            Partition before = next.get(partition.id());
            if (before != null) {
                checkSameRange(before, partition);
                nextLeafCount -= before.isLeaf() ? 1 : 0;
            }
            nextLeafCount += partition.isLeaf() ? 1 : 0;
            next = next.plus(partition.id(), partition);
        }
        PartitionTree tree = new PartitionTree(next, nextLeafCount);
        tree.checkNodes(changed);
        return tree;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartitionTree tree && partitions.equals(tree.partitions);
    }

    @Override
    public int hashCode() {
        return partitions.hashCode();
    }

    @Override
    public String toString() {
        return "PartitionTree" + partitions.values();
    }

    private static void divide(
            String id,
            @Nullable String parentId,
            KeyRange range,
            List<Key> splitPoints,
            Supplier<String> ids,
            List<Partition> made) {
        if (splitPoints.isEmpty()) {
            made.add(Partition.leaf(id, parentId, range));
            return;
        }
        int middle = splitPoints.size() / 2;
        Key at = splitPoints.get(middle);
        String left = ids.get();
        String right = ids.get();
        made.add(new Partition(id, parentId, List.of(left, right), range));
        divide(left, id, new KeyRange(range.min(), at), splitPoints.subList(0, middle), ids, made);
        divide(
                right,
                id,
                new KeyRange(at, range.max()),
                splitPoints.subList(middle + 1, splitPoints.size()),
                ids,
                made);
    }

    private Partition childWith(Partition parent, Key key) {
        for (String childId : parent.children()) {
            Partition child = existing(childId);
            if (child.range().contains(key)) {
                return child;
            }
        }
        throw new IllegalStateException("No child of partition " + parent.id() + " has key " + key);
    }

    private Partition existing(String id) {
        Partition partition = partitions.get(id);
        if (partition == null) {
            throw new IllegalArgumentException("There is no partition " + id);
        }
        return partition;
    }

    private void checkRoot() {
        Partition root = existing(Partition.ROOT_ID);
        if (!root.range().equals(KeyRange.ALL)) {
            throw new IllegalArgumentException("The root partition does not have every key");
        }
    }

    private void checkNodes(Collection<Partition> nodes) {
        for (Partition node : nodes) {
            checkParent(node);
            if (!node.isLeaf()) {
                checkChildren(node);
            }
        }
    }

    private void checkParent(Partition node) {
        if (node.parentId() == null) {
            if (!node.id().equals(Partition.ROOT_ID)) {
                throw new IllegalArgumentException("Partition " + node.id() + " has no parent");
            }
            return;
        }
        Partition parent = existing(node.parentId());
        if (!parent.children().contains(node.id())) {
            throw new IllegalArgumentException(
                    "Partition " + node.id() + " is not among the children of " + parent.id());
        }
    }

    private void checkChildren(Partition node) {
        List<Partition> children = node.children().stream().map(this::existing).toList();
        for (Partition child : children) {
            if (!Objects.equals(child.parentId(), node.id())) {
                throw new IllegalArgumentException(
                        "Partition " + child.id() + " is a child of " + node.id() + " but does not say so");
            }
        }
        String gap = gapBetween(node.range(), children);
        if (gap != null) {
            throw new IllegalArgumentException("The children of partition " + node.id() + " do not divide it: " + gap);
        }
    }

    private static void checkSameRange(Partition before, Partition after) {
        boolean grown = before.isLeaf() || before.children().equals(after.children());
        if (!grown || !before.range().equals(after.range()) || !Objects.equals(before.parentId(), after.parentId())) {
            throw new IllegalArgumentException("Partition " + before.id() + " cannot become another");
        }
    }

    private static @Nullable String gapBetween(KeyRange range, List<Partition> children) {
        if (children.size() < 2) {
            return "there are not two of them at least";
        }
        Key expected = range.min();
        for (int i = 0; i < children.size(); i++) {
            KeyRange child = children.get(i).range();
            if (!child.min().equals(expected)) {
                return "child " + (i + 1) + " begins at " + child.min() + ", not at " + expected;
            }
            boolean last = i == children.size() - 1;
            if (last ? !Objects.equals(child.max(), range.max()) : child.max() == null) {
                return "child " + (i + 1) + " ends at " + child.max();
            }
            expected = last ? expected : Objects.requireNonNull(child.max());
        }
        return null;
    }
}
