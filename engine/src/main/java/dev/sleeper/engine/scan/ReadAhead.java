package dev.sleeper.engine.scan;

import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.RowBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The parts of a scan, one after the other, of which the next few are begun by other threads before they are asked
/// for, while there is memory for that. Whoever asks for the rows of a part computes what is left. A part that no
/// thread has begun is computed by whoever asks, so a single part, or a busy machine, costs no hand-over.
///
/// Not thread-safe.
final class ReadAhead implements AutoCloseable {
    private final Iterator<ScanPart> parts;
    private final ExecutorService workers;
    private final int partsAhead;
    private final ReadMemory memory;
    private final ReadMemory.Share own;
    private final Deque<PartAhead> ahead = new ArrayDeque<>();
    private @Nullable ScanPart peeked;
    private @Nullable RowCursor current;
    private @Nullable PartAhead taken;
    private ReadMemory.@Nullable Share extra;

    /// @param partsAhead how many parts are begun before they are asked for
    /// @param own        memory for a part that is not read ahead; closed with this
    ReadAhead(
            Iterator<ScanPart> parts,
            ExecutorService workers,
            int partsAhead,
            ReadMemory memory,
            ReadMemory.Share own) {
        this.parts = parts;
        this.workers = workers;
        this.partsAhead = partsAhead;
        this.memory = memory;
        this.own = own;
    }

    @Nullable
    RowBatch next() {
        while (true) {
            if (current == null && !advance()) {
                return null;
            }
            RowBatch batch = current == null ? null : current.next();
            if (batch != null) {
                return batch;
            }
            endCurrent();
        }
    }

    /// Goes on to the next part; false after the last.
    private boolean advance() {
        taken = ahead.poll();
        if (taken == null) {
            ScanPart part = peek();
            if (part == null) {
                return false;
            }
            peeked = null;
            current = part.rows(own.bytes() + extraBytes(part));
        }
        beginMore();
        if (taken != null) {
            current = takeOver(taken);
        }
        return true;
    }

    private static RowCursor takeOver(PartAhead part) {
        try {
            return part.takeOver();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Interrupted while reading rows", e);
        }
    }

    private @Nullable ScanPart peek() {
        if (peeked == null && parts.hasNext()) {
            peeked = parts.next();
        }
        return peeked;
    }

    /// Takes more memory for a part in which very many files overlap.
    private long extraBytes(ScanPart part) {
        long missing = part.pageBytes() - own.bytes();
        if (partsAhead > 0 && missing > 0) {
            extra = memory.more(0, missing);
        }
        return extra == null ? 0 : extra.bytes();
    }

    private void beginMore() {
        while (ahead.size() < partsAhead) {
            ScanPart part = peek();
            ReadMemory.Share share = part == null ? null : shareFor(part);
            if (part == null || share == null) {
                return;
            }
            peeked = null;
            PartAhead begun = new PartAhead(part, share);
            ahead.add(begun);
            try {
                workers.execute(begun);
            } catch (RejectedExecutionException e) {
                // The process is stopping: whoever asks for the part computes it.
                return;
            }
        }
    }

    private ReadMemory.@Nullable Share shareFor(ScanPart part) {
        long bytes = Math.max(memory.scanBytes(), 2 * part.pageBytes());
        return memory.more(bytes, bytes);
    }

    private void endCurrent() {
        current = null;
        if (taken != null) {
            taken.close();
            taken = null;
        }
        if (extra != null) {
            extra.close();
            extra = null;
        }
    }

    @Override
    public void close() {
        endCurrent();
        ahead.forEach(PartAhead::close);
        ahead.clear();
        own.close();
    }
}
