package dev.sleeper.log;

/// What the store holds under the name of a checkpoint.
public sealed interface StoredCheckpoint<S> {

    /// The state of the version in its name.
    record Whole<S>(S state) implements StoredCheckpoint<S> {}

    /// Nothing: it was superseded and deleted, or something else deleted it.
    record Missing<S>() implements StoredCheckpoint<S> {}

    /// Bytes that are not a checkpoint of that version.
    record Damaged<S>(String problem) implements StoredCheckpoint<S> {}
}
