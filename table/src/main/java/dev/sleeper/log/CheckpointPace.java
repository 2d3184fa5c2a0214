package dev.sleeper.log;

import java.time.Duration;

/// When a log's next checkpoint is due: after so many entries, one at a time, and so far apart that writing them
/// takes a small part of the time, which for large states is at most one a minute.
///
/// Thread-safe.
final class CheckpointPace {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final long PAUSES_PER_DURATION = 20;

    private final int tailEntries;
    private boolean writing;
    private long begunNanos;
    private long pauseNanos;

    /// @param tailEntries how many entries follow a checkpoint before the next is written
    CheckpointPace(int tailEntries) {
        this.tailEntries = tailEntries;
    }

    /// True when a checkpoint is due; the caller then writes one and calls [#end].
    synchronized boolean begin(long entries, long nowNanos) {
        boolean pausing = pauseNanos > 0 && nowNanos - begunNanos < pauseNanos;
        if (writing || pausing || entries < tailEntries) {
            return false;
        }
        writing = true;
        begunNanos = nowNanos;
        return true;
    }

    /// The checkpoint has been written, or has failed.
    synchronized void end(long nowNanos) {
        writing = false;
        pauseNanos = Math.min(LONGEST_PAUSE.toNanos(), (nowNanos - begunNanos) * PAUSES_PER_DURATION);
    }
}
