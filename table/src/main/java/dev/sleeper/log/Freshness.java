package dev.sleeper.log;

import java.time.Duration;

/// How new a state a reader asks for.
///
/// @param minVersion   the least version that will do
/// @param maxStaleness how long ago the state may have been the newest; zero for one that contains every commit
///     acknowledged before the read began
public record Freshness(long minVersion, Duration maxStaleness) {
    /// Every commit that was acknowledged before the read began.
    public static final Freshness FRESH = new Freshness(0, Duration.ZERO);

    public Freshness {
        if (minVersion < 0 || maxStaleness.isNegative()) {
            throw new IllegalArgumentException(
                    "A read of version " + minVersion + " or later, " + maxStaleness + " old at most");
        }
    }
}
