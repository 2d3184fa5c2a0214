package dev.sleeper.server.rows;

import dev.sleeper.objectstore.StoreUnavailableException;
import java.util.concurrent.Semaphore;

/// How much memory the bodies of requests take while rows are read from them, over all requests of a server. Who needs
/// more than there is waits until others are done with theirs. Rows that are read are the engine's to bound.
///
/// Nobody waits for one who waits for him: who holds nothing waits in line; who holds some and needs more than is free
/// goes over the bound, and waits only for the one who did so before. So the bound holds but for one batch.
///
/// Thread-safe; a share is not.
public final class BodyMemory {
    private static final int UNIT_BYTES = 1 << 20;

    private final int units;
    private final Semaphore free;
    private final Semaphore excess = new Semaphore(1, true);

    /// @param maxBytes for all requests together
    public BodyMemory(long maxBytes) {
        this.units = units(maxBytes);
        this.free = new Semaphore(units, true);
    }

    /// The memory of one request: none yet.
    public Share share() {
        return new Share();
    }

    /// The memory of one request.
    public final class Share implements AutoCloseable {
        private long bytes;
        private int held;
        private boolean over;

        private Share() {}

        /// How much a request may take at most: as one alone may go over the bound, twice of what all have.
        public long mostBytes() {
            return 2L * units * UNIT_BYTES;
        }

        /// Adds to it, before what is to fill it is allocated. Waits until there is as much.
        public void take(long more) {
            bytes += more;
            int wanted = units(bytes);
            if (over || wanted <= held) {
                return;
            }
            if (held == 0) {
                int possible = Math.min(wanted, units);
                await(free, possible);
                held = possible;
            } else if (free.tryAcquire(wanted - held)) {
                held = wanted;
            } else {
                await(excess, 1);
                over = true;
            }
        }

        /// Gives back all but so many bytes.
        public void keep(long kept) {
            bytes = kept;
            int wanted = units(kept);
            if (wanted > held && !free.tryAcquire(wanted - held)) {
                return; // Still more than there is.
            }
            free.release(Math.max(0, held - wanted));
            held = wanted;
            if (over) {
                excess.release();
                over = false;
            }
        }

        @Override
        public void close() {
            keep(0);
        }
    }

    private static int units(long bytes) {
        return Math.toIntExact(Math.ceilDiv(bytes, UNIT_BYTES));
    }

    private static void await(Semaphore semaphore, int permits) {
        try {
            semaphore.acquire(permits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Interrupted while the write waited for memory", e);
        }
    }
}
