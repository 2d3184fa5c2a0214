package dev.sleeper.table;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.pcollections.TreePMap;

/// Which partitions the latest versions of a table changed, so that whoever looked at the table before need not look at
/// all of it again. Immutable; the next shares all but a few nodes with its predecessor.
///
/// @param since     the version from which on all changes are known
/// @param byVersion the ids of the partitions that each later version changed
/// @param count     how many ids these are
record ChangedPartitions(long since, TreePMap<Long, Set<String>> byVersion, int count) {
    /// More are not worth remembering: to look at all partitions of a table takes milliseconds.
    private static final int MAX_VERSIONS = 1_000;

    private static final int MAX_COUNT = 10_000;

    /// What is known of a state that was not made from an earlier one.
    static ChangedPartitions from(long version) {
        return new ChangedPartitions(version, TreePMap.empty(), 0);
    }

    /// With what changes share the entry of one version, that of an earlier one is added to.
    ChangedPartitions with(long version, Set<String> changed) {
        if (changed.isEmpty()) {
            return this;
        }
        Set<String> before = byVersion.getOrDefault(version, Set.of());
        Set<String> all = new HashSet<>(before);
        all.addAll(changed);
        TreePMap<Long, Set<String>> versions = byVersion.plus(version, Set.copyOf(all));
        long known = since;
        int ids = count + all.size() - before.size();
        while (versions.size() > MAX_VERSIONS || ids > MAX_COUNT) {
            known = versions.firstKey();
            ids -= versions.getOrDefault(known, Set.of()).size();
            versions = versions.minus(known);
        }
        return new ChangedPartitions(known, versions, ids);
    }

    /// The partitions changed after a version; empty when that is not known.
    Optional<Set<String>> since(long version) {
        if (version < since) {
            return Optional.empty();
        }
        Set<String> changed = new HashSet<>();
        byVersion.tailMap(version, false).values().forEach(changed::addAll);
        return Optional.of(changed);
    }
}
