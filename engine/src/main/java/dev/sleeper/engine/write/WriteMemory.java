package dev.sleeper.engine.write;

import java.util.concurrent.atomic.AtomicLong;

/// How much memory the rows take that wait to be written or are being merged, over all writes and compactions of a
/// process. When there is too much, each write that adds rows puts its own on disk, unless they are too few to be worth
/// a file, and no thread helps with a merge. A merge's own thread is counted, but never waits. So no more is held than
/// the bound, [#MIN_SPILL_BYTES] for each open write, and for each file that is being written what one thread holds: 96
/// MiB at most, and for a small file a few times its size. Thread-safe.
public final class WriteMemory {
    /// The least bytes of rows that are worth a file on disk.
    static final long MIN_SPILL_BYTES = 4L << 20;

    private final long maxBytes;
    private final long minSpillBytes;
    private final AtomicLong held = new AtomicLong();

    /// @param maxBytes for all writes together
    public WriteMemory(long maxBytes) {
        this.maxBytes = maxBytes;
        this.minSpillBytes = Math.min(MIN_SPILL_BYTES, maxBytes / 4);
    }

    /// Notes that a write has more rows in memory.
    void add(long bytes) {
        held.addAndGet(bytes);
    }

    /// Notes that a write takes more memory, if there is so much; false if not.
    boolean tryAdd(long bytes) {
        long before = held.get();
        while (before + bytes <= maxBytes) {
            if (held.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = held.get();
        }
        return false;
    }

    /// Notes that a write has fewer rows in memory.
    void release(long bytes) {
        held.addAndGet(-bytes);
    }

    /// Whether a write that holds so much puts it on disk now.
    boolean mustSpill(long ownBytes) {
        return held.get() > maxBytes && ownBytes >= minSpillBytes;
    }
}
