package dev.sleeper.table;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.pcollections.TreePMap;

/// What remains when a cutoff is raised. It looks at every entry once; cutoffs are raised a few times a day.
final class Forgetting {
    private Forgetting() {}

    static TreePMap<FileId, Tombstone> tombstones(TreePMap<FileId, Tombstone> tombstones, long cutoffMillis) {
        return keep(tombstones, tombstone -> tombstone.removedAtMillis() > cutoffMillis);
    }

    static TreePMap<String, Long> jobs(TreePMap<String, Long> jobs, long cutoffMillis) {
        return keep(jobs, begunMillis -> begunMillis > cutoffMillis);
    }

    private static <K extends Comparable<K>, V> TreePMap<K, V> keep(TreePMap<K, V> all, Predicate<V> kept) {
        TreeMap<K, V> rest = new TreeMap<>();
        for (Map.Entry<K, V> entry : all.entrySet()) {
            if (kept.test(entry.getValue())) {
                rest.put(entry.getKey(), entry.getValue());
            }
        }
        return rest.size() == all.size() ? all : TreePMap.fromSortedMap(rest);
    }
}
