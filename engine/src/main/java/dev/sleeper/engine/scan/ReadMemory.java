package dev.sleeper.engine.scan;

import dev.sleeper.objectstore.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How much memory the rows take that queries have decoded, over all queries of a process. A scan has a share of it
/// from its begin to its end, and works within that. While less than half is taken, a scan gets enough to be fast,
/// and more to read ahead; after that the least that it can do with; and when that is gone, it waits. Scans of few
/// rows have a part to themselves, so that they need not wait for clients that are slow to take many.
///
/// Thread-safe.
public final class ReadMemory {
    private static final int UNITS = 128;
    private static final int SCAN_UNITS = 16;
    private static final int LEAST_SCAN_UNITS = 2;
    private static final int SMALL_SCAN_UNITS = 1;
    private static final int SMALL_SCANS_ONLY_UNITS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final long unitBytes;
    private final Duration patience;
    private final Lock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private int used;

    /// @param maxBytes for all queries together
    public ReadMemory(long maxBytes) {
        this(maxBytes, PATIENCE);
    }

    /// @param patience how long a scan waits for its share
    ReadMemory(long maxBytes, Duration patience) {
        this.unitBytes = Math.max(1, maxBytes / UNITS);
        this.patience = patience;
    }

    /// The memory of one scan, or more of it. Not thread-safe but for closing it.
    final class Share implements AutoCloseable {
        private int units;

        private Share(int units) {
            this.units = units;
        }

        long bytes() {
            return units * unitBytes;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                used -= units;
                units = 0;
                freed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// How much a scan gets, and again for each part that it reads ahead, as long as there is plenty.
    long scanBytes() {
        return SCAN_UNITS * unitBytes;
    }

    /// A share for a scan that begins. Waits until there is one.
    ///
    /// @param small whether few rows will be read
    /// @throws OverloadedException when there is none in time
    Share forScan(boolean small) {
        int wanted = small ? SMALL_SCAN_UNITS : LEAST_SCAN_UNITS;
        int most = small ? UNITS : UNITS - SMALL_SCANS_ONLY_UNITS;
        lock.lock();
        try {
            if (!small && used + SCAN_UNITS <= UNITS / 2) {
                return take(SCAN_UNITS);
            }
            long nanosLeft = patience.toNanos();
            while (used + wanted > most) {
                if (nanosLeft <= 0) {
                    throw new OverloadedException("The memory for reading rows, " + UNITS * unitBytes
                            + " bytes, is taken by other queries, none of which has ended in " + patience.toSeconds()
                            + " seconds");
                }
                nanosLeft = freed.awaitNanos(nanosLeft);
            }
            return take(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Interrupted while a query waited for memory", e);
        } finally {
            lock.unlock();
        }
    }

    /// More for a scan, while there is plenty: at most `bytes`, and null when it would be less than `leastBytes`.
    @Nullable
    Share more(long leastBytes, long bytes) {
        lock.lock();
        try {
            long units = Math.min(UNITS / 2 - used, Math.ceilDiv(bytes, unitBytes));
            return units <= 0 || units * unitBytes < leastBytes ? null : take(Math.toIntExact(units));
        } finally {
            lock.unlock();
        }
    }

    private Share take(int units) {
        used += units;
        return new Share(units);
    }
}
