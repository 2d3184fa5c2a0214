package dev.sleeper.log;

/// What the store holds under the name of one entry. By itself it proves nothing: only when the boundary, read
/// afterwards, does not cover the slot is this what the log says there.
public sealed interface Slot<E> {

    /// Nothing, at the moment.
    record Absent<E>() implements Slot<E> {}

    /// An entry that carries a commit id of ours.
    record Ours<E>(E entry) implements Slot<E> {}

    /// An entry that another program wrote.
    ///
    /// @param writer what it says of its writer
    record Foreign<E>(String writer) implements Slot<E> {}

    /// Bytes that are no entry.
    record Damaged<E>(String problem) implements Slot<E> {}
}
