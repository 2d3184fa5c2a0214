package dev.sleeper.log;

/// Who waits for a commit.
public enum Urgency {
    /// A caller of the system.
    USER,
    /// Work that the system does for itself, which yields to callers.
    BACKGROUND
}
