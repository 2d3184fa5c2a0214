package dev.sleeper.objectstore;

/// What became of a conditional write of a new object.
public enum PutOutcome {
    /// The object is there, durable, and this call made it.
    CREATED,
    /// An object of this name was there already: another's, or this caller's own from an attempt whose answer was lost.
    EXISTS,
    /// A concurrent operation interfered and nothing was decided (HTTP 409); the caller may try again at once.
    CONFLICT,
    /// No answer came: the object may be there, may yet appear, or not. The caller must read it back.
    UNCLEAR
}
