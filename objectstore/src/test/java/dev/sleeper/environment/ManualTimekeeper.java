package dev.sleeper.environment;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that a test sets, and that a pause moves on at once.
///
/// Thread-safe.
public final class ManualTimekeeper implements Timekeeper {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);

    @Override
    public Instant now() {
        return now.get();
    }

    @Override
    public long nanoTime() {
        return passed.get().toNanos();
    }

    @Override
    public void pause(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("before a pause of " + duration);
        }
        advance(duration);
    }

    /// Lets time pass on both clocks.
    public void advance(Duration duration) {
        now.updateAndGet(time -> time.plus(duration));
        passed.updateAndGet(time -> time.plus(duration));
    }

    /// Sets the wall clock, forward or back; the other clock goes on as it was.
    public void set(Instant time) {
        now.set(time);
    }
}
