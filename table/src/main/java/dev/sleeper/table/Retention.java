package dev.sleeper.table;

import java.time.Duration;

/// How long a table remembers, measured by its own time. These bounds hold at every commit, whatever a server's
/// clock says.
public final class Retention {
    /// How long a file that no commit names is left alone, and how long a job id is remembered.
    public static final Duration RETENTION = Duration.ofDays(7);
    /// Job ids beyond this number, the newest, may be forgotten sooner than after [#RETENTION] …
    public static final int JOBS_REMEMBERED = 1_000_000;
    /// … but never sooner than after this time: clients repeat a write with the same id for half of it at most.
    public static final Duration JOBS_REMEMBERED_AT_LEAST = Duration.ofMinutes(20);

    private Retention() {}

    /// The highest orphan cutoff that the table allows at present.
    public static long orphansUpTo(TableState state) {
        return state.tableTimeMillis() - RETENTION.toMillis();
    }

    /// The highest tombstone cutoff that the table allows at present: all that was ever replaced is let go by it.
    /// A later one would let go what is yet to be replaced, before its time.
    public static long tombstonesUpTo(TableState state) {
        return state.tombstones().stream()
                .mapToLong(Tombstone::removedAtMillis)
                .reduce(state.tableTimeMillis(), Math::max);
    }

    /// The highest job cutoff that the table allows at present.
    public static long jobsUpTo(TableState state) {
        long byAge = state.tableTimeMillis() - RETENTION.toMillis();
        long atMost = state.tableTimeMillis() - JOBS_REMEMBERED_AT_LEAST.toMillis();
        int surplus = state.jobs().size() - JOBS_REMEMBERED;
        if (surplus <= 0) {
            return byAge;
        }
        long[] begun = state.jobs.begunMillis().sorted().toArray();
        // All jobs that began with the oldest of the newest million are kept with it.
        long byNumber = begun[surplus] - 1;
        return Math.max(byAge, Math.min(byNumber, atMost));
    }

    /// Whether all jobs that began by then may be forgotten at present.
    static boolean mayForgetJobsUpTo(TableState state, long cutoffMillis) {
        return cutoffMillis <= jobsUpTo(state);
    }
}
