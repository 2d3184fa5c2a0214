package dev.sleeper.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The smallest state that has all that the protocol turns on: job ids, and a committed cutoff that forgets
/// them. It also keeps every entry, so that two histories are told apart.
///
/// @param entries all entries from the first on
/// @param jobs    the jobs remembered
/// @param cutoff  jobs that began at or before this time are forgotten
record TinyState(List<TinyEntry> entries, Set<TinyChange.Write> jobs, int cutoff) {
    static final TinyState EMPTY = new TinyState(List.of(), Set.of(), 0);

    TinyState {
        entries = List.copyOf(entries);
        jobs = Set.copyOf(jobs);
    }

    long version() {
        return entries.size() - 1L;
    }

    /// True when this state's history begins with all of the other's.
    boolean continues(TinyState earlier) {
        int length = earlier.entries.size();
        return entries.size() >= length && entries.subList(0, length).equals(earlier.entries);
    }

    boolean remembers(String jobId) {
        return jobs.stream().anyMatch(job -> job.jobId().equals(jobId));
    }

    /// How often a job's rows are in the history.
    long count(String jobId) {
        return entries.stream()
                .flatMap(entry -> entry.changes().stream())
                .filter(change -> change instanceof TinyChange.Write write
                        && write.jobId().equals(jobId))
                .count();
    }

    TinyState after(TinyEntry entry) {
        TinyState state = this;
        for (TinyChange change : entry.changes()) {
            state = state.after(change);
        }
        List<TinyEntry> longer = new ArrayList<>(entries);
        longer.add(entry);
        return new TinyState(longer, state.jobs, state.cutoff);
    }

    private TinyState after(TinyChange change) {
        Set<TinyChange.Write> remembered = new HashSet<>(jobs);
        return switch (change) {
            case TinyChange.Write write -> {
                if (!write.jobId().isEmpty()) {
                    remembered.add(write);
                }
                yield new TinyState(entries, remembered, cutoff);
            }
            case TinyChange.Forget forget -> {
                remembered.removeIf(job -> job.begun() <= forget.through());
                yield new TinyState(entries, remembered, forget.through());
            }
        };
    }

    /// What this state says of a change.
    Verdict judge(TinyChange change) {
        return switch (change) {
            case TinyChange.Write write
            when !write.jobId().isEmpty() && remembers(write.jobId()) -> new Verdict.Present();
            case TinyChange.Write write
            when !write.jobId().isEmpty() && write.begun() <= cutoff -> new Verdict.Refused(Cause.REFUSED, "too old");
            case TinyChange.Write write -> new Verdict.Accepted();
            case TinyChange.Forget forget when forget.through() <= cutoff -> new Verdict.Present();
            case TinyChange.Forget forget -> new Verdict.Accepted();
        };
    }
}
