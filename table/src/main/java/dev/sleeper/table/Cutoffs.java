package dev.sleeper.table;

import org.jspecify.annotations.Nullable;

/// What a table has forgotten, by a committed decision: nothing at or below a cutoff is remembered, and nothing
/// at or below it is accepted any more. Times are the table's own ([TableState#tableTimeMillis]). Immutable.
///
/// @param orphansMillis    no file whose id bears this time or an earlier one may be added any more
/// @param tombstonesMillis tombstones of files removed by then are gone, and the files deleted
/// @param jobsMillis       ids of jobs that began by then are forgotten
/// @param newestFile       the newest file id when the cutoffs were last raised; null when no file was ever added
public record Cutoffs(
        long orphansMillis,
        long tombstonesMillis,
        long jobsMillis,
        @Nullable FileId newestFile) {
    /// Nothing has been forgotten yet.
    public static final Cutoffs NONE = new Cutoffs(-1, -1, -1, null);

    /// Whether a job is perhaps written and forgotten, by this attempt at it or by another. Attempts at one job
    /// begin within a while of each other, by clocks that differ: the one that was written may be below the cutoff,
    /// and this one above.
    ///
    /// @param begunMillis when the attempt began, by the table's time
    public boolean mayHaveForgotten(long begunMillis) {
        long apartMillis = jobsMillis < 0 ? 0 : Retention.JOBS_REMEMBERED_AT_LEAST.toMillis();
        return begunMillis <= jobsMillis + apartMillis;
    }
}
