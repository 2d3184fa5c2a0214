package dev.sleeper.engine.scan;

import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.row.RowBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A part of a scan that a worker may begin before its reader asks for it. Thread-safe: a worker runs it, one reader
/// takes it over. Closing it gives its memory back, now or when its worker notices.
final class PartAhead implements Runnable, AutoCloseable {
    private final ScanPart part;
    private final ReadMemory.Share share;
    private final Deque<RowBatch> begun = new ArrayDeque<>();
    private final CountDownLatch paused = new CountDownLatch(1);
    private boolean claimed;
    private volatile boolean closed;
    private boolean settled;
    private @Nullable RowCursor rest;
    private @Nullable Throwable failure;

    /// @param share is closed with it
    PartAhead(ScanPart part, ReadMemory.Share share) {
        this.part = part;
        this.share = share;
    }

    /// Computes the first rows, until there are enough of them. Run by a worker.
    @Override
    public void run() {
        if (!claim()) {
            return;
        }
        try {
            long maxBytes = share.bytes() * 3 / 4;
            RowCursor cursor = part.rows(share.bytes() - maxBytes);
            rest = cursor;
            long sizeBytes = 0;
            while (sizeBytes < maxBytes && !closed) {
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

    /// All rows of the part. Waits for the worker that is at it.
    RowCursor takeOver() throws InterruptedException {
        if (claim()) {
            settle();
            return part.rows(share.bytes());
        }
        paused.await();
        RowCursor cursor = rest;
        Throwable thrown = failure;
        if (thrown != null || cursor == null) {
            throw thrown instanceof RuntimeException runtime
                    ? runtime
                    : new IllegalStateException("A part of the rows could not be read", thrown);
        }
        return () -> {
            RowBatch batch = begun.poll();
            return batch != null ? batch : cursor.next();
        };
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
            nobodyElseWill = closed;
        }
        if (nobodyElseWill) {
            share.close();
        }
        paused.countDown();
    }

    @Override
    public void close() {
        boolean nobodyElseWill;
        synchronized (this) {
            closed = true;
            nobodyElseWill = settled || !claimed;
            claimed = true;
        }
        if (nobodyElseWill) {
            share.close();
        }
    }
}
