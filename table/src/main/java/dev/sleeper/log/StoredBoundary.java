package dev.sleeper.log;

import dev.sleeper.objectstore.Version;

/// What the store holds as a log's boundary.
public sealed interface StoredBoundary {

    /// The boundary, and the version to swap it from.
    record Usable(Boundary boundary, Version tag) implements StoredBoundary {}

    /// None, which is not the same as a boundary of −1: the log was dropped, is damaged, or never was.
    record Missing() implements StoredBoundary {
        String reason() {
            return "its boundary is missing: the table was dropped, or is damaged";
        }
    }

    /// Bytes that are no boundary.
    record Damaged(String problem) implements StoredBoundary {}

    /// True when what was read earlier in this slot is what the log says there: nothing has been deleted from it.
    default boolean stillHolds(long slot) {
        return this instanceof Usable usable && !usable.boundary().covers(slot);
    }
}
