package dev.sleeper.engine.write;

import dev.sleeper.engine.merge.BatchLimits;
import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.engine.merge.RowMerge;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.rowfile.RowFilePart;
import dev.sleeper.rowfile.RowFileWriter;
import dev.sleeper.schema.Schema;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Merges sorted runs into one file by several threads. Each takes the next range of keys, merges and encodes its
/// rows as a part of the file, and appends it when all before it have been. A part that turns out larger than a row
/// group goes straight to the file from then on. So a thread holds one row group at most, besides what it merges.
///
/// Thread-safe.
final class FileParts {
    /// About how much memory a thread may have for the rows that it merges: enough for a whole page of each run, unless
    /// there are very many of them or rows are very long.
    static final long MERGE_BYTES = 32L << 20;

    private final String path;
    private final Schema schema;
    private final RowFileLayout layout;
    private final RowFileWriter file;
    private final List<List<KeyRange>> ranges;
    private final List<? extends SortedRun> runs;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int taken;
    private int appended;
    private int threads;
    private volatile @Nullable Throwable failure;

    /// @param file   takes the rows; used by one thread at a time
    /// @param ranges the keys of each part, ascending
    FileParts(
            String path,
            Schema schema,
            RowFileLayout layout,
            RowFileWriter file,
            List<List<KeyRange>> ranges,
            List<? extends SortedRun> runs) {
        this.path = path;
        this.schema = schema;
        this.layout = layout;
        this.file = file;
        this.ranges = List.copyOf(ranges);
        this.runs = runs;
    }

    /// Writes parts until none is left to begin; called by each thread that takes part. Nothing is thrown here, but
    /// the first failure by [#await].
    void work() {
        if (!enter()) {
            return;
        }
        try (RowFilePart part = RowFilePart.open(path, layout)) {
            for (int number = take(); number < ranges.size(); number = take()) {
                write(part, number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e);
        } catch (Throwable e) {
            // Whatever it is, the thread that waits has to hear of it.
            fail(e);
        } finally {
            leave();
        }
    }

    private boolean enter() {
        lock.lock();
        try {
            if (failure != null || taken == ranges.size()) {
                return false;
            }
            threads++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private int take() {
        lock.lock();
        try {
            return failure != null || taken == ranges.size() ? ranges.size() : taken++;
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable e) {
        lock.lock();
        try {
            failure = failure == null ? e : failure;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            threads--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void write(RowFilePart part, int number) throws InterruptedException {
        long runBytes = MERGE_BYTES / runs.size();
        List<RowCursor> cursors =
                runs.stream().map(run -> run.rows(ranges.get(number), runBytes)).toList();
        RowCursor rows = RowMerge.of(cursors, schema, BatchLimits.STANDARD);
        RowBatch batch = rows.next();
        while (batch != null && part.hasRoomFor(batch) && failure == null) {
            part.write(batch);
            batch = rows.next();
        }
        part.end();
        if (!awaitTurn(number)) {
            return;
        }
        file.append(part);
        part.beginAnew();
        while (batch != null && failure == null) {
            file.write(batch);
            batch = rows.next();
        }
        passTurn();
    }

    /// Waits till all parts before this one are in the file; false when one failed.
    private boolean awaitTurn(int number) throws InterruptedException {
        lock.lock();
        try {
            while (appended < number && failure == null) {
                changed.await();
            }
            return failure == null;
        } finally {
            lock.unlock();
        }
    }

    private void passTurn() {
        lock.lock();
        try {
            appended++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits till no thread is at it any more.
    ///
    /// @throws RuntimeException what any of them failed by first
    void await() {
        boolean interrupted = false;
        lock.lock();
        try {
            while (threads > 0) {
                try {
                    changed.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                    failure = failure == null ? e : failure;
                    changed.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        throwFailure();
    }

    private void throwFailure() {
        switch (failure) {
            case null -> {}
            case RuntimeException runtime -> throw runtime;
            case InterruptedException stopped ->
                throw new StoreUnavailableException("Interrupted while rows were being written", stopped);
            case Throwable other -> throw new IllegalStateException("Rows could not be written", other);
        }
    }
}
