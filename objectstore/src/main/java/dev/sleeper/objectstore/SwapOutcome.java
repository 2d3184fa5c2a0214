package dev.sleeper.objectstore;

/// What became of a compare-and-swap.
public enum SwapOutcome {
    /// The new content is there and durable.
    SWAPPED,
    /// The object is gone or no longer at the expected version; nothing was changed.
    STALE,
    /// A concurrent operation interfered and nothing was decided (HTTP 409); the caller may try again at once.
    CONFLICT,
    /// No answer came: the swap may have happened, may yet happen, or not. The caller must read the object back.
    UNCLEAR
}
