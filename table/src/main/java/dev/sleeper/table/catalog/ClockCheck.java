package dev.sleeper.table.catalog;

import dev.sleeper.environment.Timekeeper;
import dev.sleeper.objectstore.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether this machine's clock is fit to write with. No clock decides what is true of a table, but ids and what
/// is forgotten bear its time, so a server whose clock is far off writes nothing.
///
/// Thread-safe; one for all tables in a store.
public final class ClockCheck {
    /// How far a clock may be off.
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final Duration MEASURED_EVERY = Duration.ofMinutes(1);
    private static final Duration LARGEST_DRIFT = Duration.ofSeconds(10);

    private final ObjectStore store;
    private final Timekeeper clock;
    private volatile @Nullable Measurement last;

    /// The clocks at one moment.
    private record Measurement(Instant own, Instant stores, long nanos) {
        Duration ahead() {
            return Duration.between(stores, own);
        }

        /// False when it is old, or the wall clock was set since.
        boolean holds(Instant now, long nowNanos) {
            Duration passed = Duration.ofNanos(nowNanos - nanos);
            Duration shown = Duration.between(own, now);
            return passed.compareTo(MEASURED_EVERY) < 0
                    && shown.minus(passed).abs().compareTo(LARGEST_DRIFT) < 0;
        }
    }

    public ClockCheck(ObjectStore store, Timekeeper clock) {
        this.store = store;
        this.clock = clock;
    }

    /// What is wrong with the clock, and what to do; empty when it may be written with.
    ///
    /// @param newestCommitted the latest time that the table has seen
    /// @throws dev.sleeper.objectstore.StoreUnavailableException when the store does not answer
    public Optional<String> problem(Instant newestCommitted) {
        Instant now = clock.now();
        Duration ahead = measured(now).ahead();
        if (ahead.abs().compareTo(TOLERANCE) >= 0) {
            return Optional.of("This machine's clock shows " + now + ", which is "
                    + ahead.abs().toSeconds() + " s "
                    + (ahead.isNegative() ? "behind" : "ahead of")
                    + " the store's; nothing is written until it is set right, for instance by NTP");
        }
        if (newestCommitted.isAfter(now.plus(TOLERANCE))) {
            return Optional.of("This machine's clock shows " + now + ", but the table has a file of " + newestCommitted
                    + ". If this clock is wrong, set it right, for instance by NTP; if that file's was, write again"
                    + " when this clock has passed it");
        }
        return Optional.empty();
    }

    /// What is wrong with the time that a new file bears, and what to do; empty when the file may be committed. The
    /// table's time is its newest file's: one from the future would stop all writers until that time has come.
    public Optional<String> problemOfNew(Instant minted) {
        Instant now = clock.now();
        return minted.isAfter(now.plus(TOLERANCE.multipliedBy(2)))
                ? Optional.of("A new file bears the time " + minted + ", but this machine's clock shows " + now
                        + ": the clock was set back since the file was begun; write the rows again")
                : Optional.empty();
    }

    private Measurement measured(Instant now) {
        long nowNanos = clock.nanoTime();
        Measurement measurement = last;
        if (measurement == null || !measurement.holds(now, nowNanos)) {
            measurement = new Measurement(now, store.date(), nowNanos);
            last = measurement;
        }
        return measurement;
    }
}
