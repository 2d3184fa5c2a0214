package dev.sleeper.server.http;

import dev.sleeper.environment.Timekeeper;
import java.time.Duration;

/// Which requests a server is at, and when it was last at one: an embedded server stops when that is long ago. Open
/// writes and queries are requests too. Says whether the server stops, too. Thread-safe.
public final class Activity {
    private final Timekeeper clock;
    private int openRequests;
    private long lastNanos;
    private volatile boolean stopping;

    public Activity(Timekeeper clock) {
        this.clock = clock;
        this.lastNanos = clock.nanoTime();
    }

    /// From here on the server stops.
    void stop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    /// Asked now and then by work that a caller waits for and that may be ended at any time.
    ///
    /// @throws ProblemException when the server stops
    void requireGoing() {
        if (stopping) {
            throw new ProblemException(Problem.of(
                    503,
                    "stopping",
                    "The server stopped before the work was done; what was done until then stays so",
                    "Ask for it again, of the next server: it goes on with what is left."));
        }
    }

    synchronized void begin() {
        openRequests++;
    }

    synchronized void end() {
        openRequests--;
        lastNanos = clock.nanoTime();
        notifyAll();
    }

    /// How long there has been no request; zero while there is one.
    public synchronized Duration idleTime() {
        return openRequests > 0 ? Duration.ZERO : Duration.ofNanos(clock.nanoTime() - lastNanos);
    }

    /// Waits until no request is open.
    ///
    /// @return false when the time was up first
    public synchronized boolean awaitNone(Duration patience) throws InterruptedException {
        long deadline = clock.nanoTime() + patience.toNanos();
        while (openRequests > 0) {
            long left = Duration.ofNanos(deadline - clock.nanoTime()).toMillis();
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
