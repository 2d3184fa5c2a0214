package dev.sleeper.engine.upkeep;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What failed lately, and is left alone for a while: the longer, the more often it failed in a row. So what can never
/// succeed wastes little. Thread-safe.
final class Setbacks {
    private static final Duration FIRST = Duration.ofSeconds(30);
    /// Up to about an hour.
    private static final int MAX_DOUBLINGS = 7;

    private final Map<String, Setback> setbacks = new ConcurrentHashMap<>();

    private record Setback(int count, long untilNanos) {}

    /// Notes that a work failed.
    ///
    /// @return how long to leave it alone
    Duration add(String work, long nowNanos) {
        Setback last = setbacks.getOrDefault(work, new Setback(0, nowNanos));
        Duration wait = FIRST.multipliedBy(1L << Math.min(last.count, MAX_DOUBLINGS));
        setbacks.put(work, new Setback(last.count + 1, nowNanos + wait.toNanos()));
        return wait;
    }

    /// Notes that a work succeeded.
    void clear(String work) {
        setbacks.remove(work);
    }

    /// How long a work is to be left alone still; 0 when it is not.
    Duration left(String work, long nowNanos) {
        Setback last = setbacks.get(work);
        return last == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, last.untilNanos - nowNanos));
    }
}
