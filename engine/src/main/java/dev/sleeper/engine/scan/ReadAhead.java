package dev.sleeper.engine.scan;

import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.RowBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Parts of a sequence of rows, one after the other, of which the next few are begun by other threads before they are
/// asked for. What a part gives out before that is bounded; whoever asks for its rows computes the rest. A part that no
/// thread has begun is computed by whoever asks, so a single part, or a busy machine, costs no hand-over.
///
/// Not thread-safe.
final class ReadAhead implements RowCursor {
    private final Iterator<Supplier<RowCursor>> parts;
    private final ExecutorService workers;
    private final int partsAhead;
    private final long partBytes;
    private final Deque<PartAhead> ahead = new ArrayDeque<>();
    private @Nullable RowCursor current;

    /// @param parts      opens each part
    /// @param partsAhead how many parts are begun before they are asked for
    /// @param partBytes  how many bytes of rows a part that was not asked for gives out at most
    ReadAhead(Iterator<Supplier<RowCursor>> parts, ExecutorService workers, int partsAhead, long partBytes) {
        this.parts = parts;
        this.workers = workers;
        this.partsAhead = partsAhead;
        this.partBytes = partBytes;
    }

    @Override
    public @Nullable RowBatch next() {
        while (true) {
            if (current == null && !advance()) {
                return null;
            }
            RowBatch batch = current == null ? null : current.next();
            if (batch != null) {
                return batch;
            }
            closeCurrent();
        }
    }

    /// Goes on to the next part; false after the last.
    private boolean advance() {
        PartAhead next = ahead.poll();
        if (next == null) {
            if (!parts.hasNext()) {
                return false;
            }
            next = new PartAhead(parts.next(), partBytes);
        }
        beginMore();
        try {
            current = next.takeOver();
        } catch (InterruptedException e) {
            next.abandon();
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Interrupted while reading rows", e);
        }
        return true;
    }

    private void beginMore() {
        while (ahead.size() < partsAhead && parts.hasNext()) {
            PartAhead part = new PartAhead(parts.next(), partBytes);
            ahead.add(part);
            try {
                workers.execute(part);
            } catch (RejectedExecutionException e) {
                // The process is stopping: whoever asks for the part computes it.
                return;
            }
        }
    }

    private void closeCurrent() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    @Override
    public void close() {
        closeCurrent();
        ahead.forEach(PartAhead::abandon);
        ahead.clear();
    }
}
