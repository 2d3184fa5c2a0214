package dev.sleeper.server.http;

import dev.sleeper.environment.Timekeeper;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The threads that wait for a client to send or to take bytes. A client that does neither for too long is taken for
/// gone, and its connection is ended: that frees all that its request holds.
///
/// Thread-safe.
final class ClientWaits {
    /// A reader of rows may pause for minutes.
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Timekeeper clock;
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();

    ClientWaits(Timekeeper clock) {
        this.clock = clock;
    }

    /// A read from a connection.
    interface Receipt {
        int run() throws IOException;
    }

    /// A write to a connection.
    interface Sending {
        void run() throws IOException;
    }

    /// Lets the calling thread wait until the client takes what it sends.
    ///
    /// @throws EOFException when the client has let it wait for too long
    void send(Sending sending) throws IOException {
        receive(() -> {
            sending.run();
            return 0;
        });
    }

    /// Lets the calling thread wait for what the client sends.
    ///
    /// @throws EOFException when the client has let it wait for too long
    int receive(Receipt receipt) throws IOException {
        Wait wait = new Wait(Thread.currentThread(), clock.nanoTime());
        waits.add(wait);
        try {
            return receipt.run();
        } catch (IOException | RuntimeException e) {
            if (wait.end()) {
                EOFException gone = new EOFException(
                        "The client neither sent nor took a byte for " + PATIENCE.toMinutes() + " minutes");
                gone.initCause(e);
                throw gone;
            }
            throw e;
        } finally {
            wait.end();
            waits.remove(wait);
        }
    }

    /// Ends the connections of those who have let their threads wait for too long. To be called now and then.
    void endLong() {
        long now = clock.nanoTime();
        waits.stream()
                .filter(wait -> now - wait.begunNanos >= PATIENCE.toNanos())
                .forEach(Wait::breakOff);
    }

    /// Of one thread for its client.
    private static final class Wait {
        private final Thread thread;
        private final long begunNanos;
        private boolean over;
        private boolean brokenOff;

        Wait(Thread thread, long begunNanos) {
            this.thread = thread;
            this.begunNanos = begunNanos;
        }

        /// An interrupt closes the connection that the thread waits for.
        synchronized void breakOff() {
            if (!over) {
                brokenOff = true;
                thread.interrupt();
            }
        }

        /// Tells whether it was broken off. From here on the thread is not interrupted.
        synchronized boolean end() {
            if (brokenOff && !over) {
                Thread.interrupted();
            }
            over = true;
            return brokenOff;
        }
    }
}
