package dev.sleeper.engine.upkeep;

import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Counts the rows that several threads deal with, and tells a listener how far they have come, by any thread, one at
/// a time. What the listener throws ends the work of the thread that told it. Thread-safe.
public final class ProgressCount implements IntConsumer {
    private final Consumer<Progress> watch;
    // Both are guarded by this.
    private long done;
    private long total;

    /// @param total rows to be dealt with, as far as is known
    public ProgressCount(Consumer<Progress> watch, long total) {
        this.watch = watch;
        this.total = total;
    }

    /// Counts some rows more.
    @Override
    public synchronized void accept(int rows) {
        done += rows;
        watch.accept(new Progress(done, total));
    }

    /// Says how far the work has come, where some of it was for nothing or more has been found to do.
    synchronized void restart(long rowsDone, long rowsTotal) {
        done = rowsDone;
        total = rowsTotal;
    }

    /// Tells the listener, though nothing was dealt with since.
    synchronized void tell() {
        watch.accept(new Progress(done, total));
    }
}
