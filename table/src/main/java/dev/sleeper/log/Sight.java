package dev.sleeper.log;

import java.util.Optional;

/// What a reading of the log ends in.
public sealed interface Sight<S> {

    /// The newest state, as of some moment after the reading began.
    ///
    /// @param reloaded true when the state was loaded, false when entries alone led to it from what was known
    /// @param boundary the boundary that was read last
    record Seen<S>(S state, boolean reloaded, Boundary boundary, Optional<Obstacle> obstacle) implements Sight<S> {}

    /// No state could be reached.
    record Unseen<S>(Cause cause, String reason) implements Sight<S> {}

    /// What stands in the slot after the newest state and can neither be read over nor be written over.
    ///
    /// @param cause [Cause#BLOCKED] for another program's entry, [Cause#DAMAGED] for bytes that are no entry
    record Obstacle(Cause cause, String reason) {}
}
