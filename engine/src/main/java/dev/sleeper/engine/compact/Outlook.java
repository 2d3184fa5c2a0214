package dev.sleeper.engine.compact;

import dev.sleeper.table.DataFile;
import dev.sleeper.table.Partition;
import dev.sleeper.table.TableState;
import java.util.ArrayList;
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
}
