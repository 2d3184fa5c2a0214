package dev.sleeper.engine.scan;

import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.row.RowBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One part of a sequence of rows that a worker may begin before its reader asks for it. Thread-safe: a worker runs it,
/// one reader takes it over or abandons it.
final class PartAhead implements Runnable {
    private final Supplier<RowCursor> opener;
    private final long maxBytes;
    private final Deque<RowBatch> begun = new ArrayDeque<>();
    private final CountDownLatch paused = new CountDownLatch(1);
    private boolean claimed;
    private volatile boolean abandoned;
    private boolean settled;
    private @Nullable RowCursor rest;
    private @Nullable Throwable failure;

    PartAhead(Supplier<RowCursor> opener, long maxBytes) {
        this.opener = opener;
        this.maxBytes = maxBytes;
    }

    /// Computes the first rows, until there are enough of them. Run by a worker.
    @Override
    public void run() {
        if (!claim()) {
            return;
        }
        try {
            RowCursor cursor = opener.get();
            rest = cursor;
            long sizeBytes = 0;
            while (sizeBytes < maxBytes && !abandoned) {
                RowBatch batch = cursor.next();
                if (batch == null) {
                    break;
                }
                begun.add(batch);
                sizeBytes += batch.sizeBytes();
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            settle();
        }
    }

    /// All rows of the part, for its reader to close. Waits for the worker that is at it.
    RowCursor takeOver() throws InterruptedException {
        if (claim()) {
            return opener.get();
        }
        paused.await();
        RowCursor cursor = rest;
        Throwable thrown = failure;
        if (thrown != null || cursor == null) {
            abandon();
            throw thrown instanceof RuntimeException runtime
                    ? runtime
                    : new IllegalStateException("A part of the rows could not be read", thrown);
        }
        return new RowCursor() {
            @Override
            public @Nullable RowBatch next() {
                RowBatch batch = begun.poll();
                return batch != null ? batch : cursor.next();
            }

            @Override
            public void close() {
                cursor.close();
            }
        };
    }

    /// Gives back what the part holds, now or when its worker notices.
    void abandon() {
        abandoned = true;
        boolean nobodyElseWill;
        synchronized (this) {
            claimed = true;
            nobodyElseWill = settled;
        }
        if (nobodyElseWill) {
            closeRest();
        }
    }

    private synchronized boolean claim() {
        boolean first = !claimed;
        claimed = true;
        return first;
    }

    private void settle() {
        boolean nobodyElseWill;
        synchronized (this) {
            settled = true;
            nobodyElseWill = abandoned;
        }
        if (nobodyElseWill) {
            closeRest();
        }
        paused.countDown();
    }

    private synchronized void closeRest() {
        if (rest != null) {
            rest.close();
            rest = null;
        }
    }
}
