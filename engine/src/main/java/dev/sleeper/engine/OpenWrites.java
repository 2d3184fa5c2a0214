package dev.sleeper.engine;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The writes that this process is at, and those of which it never learnt how they ended. Thread-safe.
final class OpenWrites {
    private static final int MAX_UNKNOWN = 10_000;

    private final Map<Job, Integer> running = new HashMap<>();
    private final Set<Job> unknown = new LinkedHashSet<>();

    /// A write of one table.
    record Job(String tableId, String jobId) {}

    synchronized void begin(Job job) {
        running.merge(job, 1, Integer::sum);
    }

    synchronized void end(Job job) {
        running.computeIfPresent(job, (same, count) -> count == 1 ? null : count - 1);
    }

    /// Notes that nobody knows whether a write was committed.
    synchronized void endUnknown(Job job) {
        unknown.add(job);
        if (unknown.size() > MAX_UNKNOWN) {
            unknown.remove(unknown.iterator().next());
        }
    }

    /// What became of a write that its table does not have.
    synchronized WriteStatus status(Job job) {
        if (running.containsKey(job)) {
            return new WriteStatus.Running();
        }
        return unknown.contains(job) ? new WriteStatus.Unknown() : new WriteStatus.Absent();
    }

    synchronized int count() {
        return running.values().stream().mapToInt(Integer::intValue).sum();
    }
}
