package dev.sleeper.environment;

import java.time.Duration;
import java.time.Instant;

/// Time as a process sees it. Wall-clock time never decides who owns or orders anything; see `docs/format.md`.
///
/// Thread-safe.
public interface Timekeeper {

    /// The wall clock, which may jump in both directions.
    Instant now();

    /// A clock that only moves forward, in nanoseconds from an arbitrary origin; for deadlines and durations.
    long nanoTime();

    /// Lets at least this much time pass for the calling thread.
    ///
    /// @throws InterruptedException when the thread is interrupted before the time has passed
    void pause(Duration duration) throws InterruptedException;
}
