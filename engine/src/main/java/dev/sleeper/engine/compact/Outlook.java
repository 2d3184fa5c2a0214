package dev.sleeper.engine.compact;

import dev.sleeper.table.DataFile;
import dev.sleeper.table.Partition;
import dev.sleeper.table.PartitionTree;
import dev.sleeper.table.TableState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The compactions that were worth doing at some version of a table. That of a later version looks at what has changed
/// since only, so that upkeep of a table with many partitions does not grow with them. Immutable.
///
/// @param policy      what chose them
/// @param version     the table's
/// @param compactions all of them
public record Outlook(CompactionPolicy policy, long version, List<Compaction> compactions) {
    private static final int MIN_SPLITS = 4;
    private static final int LEAVES_A_SPLIT = 16;

    /// More are not told apart.
    private static final int MAX_LEAVES = 1_000;

    private record Ranked(Compaction compaction, double worth) {}

    public Outlook {
        compactions = List.copyOf(compactions);
    }

    /// Looks at all partitions.
    ///
    /// @param usable files that can be merged
    public static Outlook of(TableState state, Predicate<DataFile> usable) {
        CompactionPolicy policy = CompactionPolicy.of(state.options());
        return new Outlook(policy, state.version(), policy.choose(state, usable));
    }

    /// The same as [#of] gives, in less time.
    ///
    /// @param usable files that can be merged: no others than before
    public Outlook next(TableState state, Predicate<DataFile> usable) {
        Optional<Set<String>> changed = state.partitionsChangedSince(version);
        if (changed.isEmpty() || !policy.equals(CompactionPolicy.of(state.options()))) {
            return of(state, usable);
        }
        Set<String> open = new HashSet<>(changed.get());
        for (Compaction compaction : compactions) {
            // What an inner partition does depends on how many leaves there are below.
            boolean inner = state.partitions()
                    .partition(compaction.partitionId())
                    .filter(Partition::isLeaf)
                    .isEmpty();
            if (inner || !compaction.inputs().stream().allMatch(usable)) {
                open.add(compaction.partitionId());
            }
        }
        List<Compaction> next = new ArrayList<>(compactions);
        next.removeIf(compaction -> open.contains(compaction.partitionId()));
        List<Partition> partitions = open.stream()
                .flatMap(id -> state.partitions().partition(id).stream())
                .toList();
        next.addAll(policy.choose(state, partitions, usable));
        return new Outlook(policy, state.version(), next);
    }

    /// The compactions, those first that are worth most: that take most files off the ways from the root to the
    /// leaves, for the bytes that they read.
    ///
    /// @param tree of the state that was looked at
    public List<Compaction> worthMostFirst(PartitionTree tree) {
        return compactions.stream()
                .map(each -> new Ranked(each, worth(tree, each)))
                .sorted(Comparator.comparingDouble(Ranked::worth).reversed())
                .map(Ranked::compaction)
                .toList();
    }

    /// How many leaves that have files may be split now. The files of such a leaf lie above its new leaves until they
    /// are divided, in the way of whoever reads: so only as many are split as are soon divided.
    ///
    /// @param tree of the state that was looked at
    public int roomForSplits(PartitionTree tree) {
        long undivided = compactions.stream()
                .map(Compaction::partitionId)
                .filter(id -> !id.equals(Partition.ROOT_ID))
                .filter(id ->
                        tree.partition(id).filter(inner -> !inner.isLeaf()).isPresent())
                .count();
        return (int) Math.max(0, Math.max(MIN_SPLITS, tree.leafCount() / LEAVES_A_SPLIT) - undivided);
    }

    private static double worth(PartitionTree tree, Compaction compaction) {
        int leaves = tree.partition(compaction.partitionId())
                .map(partition -> CompactionPolicy.leaves(tree, partition, MAX_LEAVES))
                .orElse(0);
        return (compaction.inputs().size() - 1) * (double) leaves / compaction.sizeBytes();
    }
}
