package dev.sleeper.engine;

/// What became of a write, as far as the table and this process know.
public sealed interface WriteStatus {

    /// The table holds the rows.
    ///
    /// @param version the table version from which on queries see them, as far as the table still knows; else its
    ///     version now
    record Committed(long version) implements WriteStatus {}

    /// This process is at it.
    record Running() implements WriteStatus {}

    /// The table has no write of this id, and this process knows of no attempt: it was never committed, or longer ago
    /// than job ids are kept.
    record Absent() implements WriteStatus {}

    /// This process attempted to commit it and never learnt whether it did.
    record Unknown() implements WriteStatus {}
}
