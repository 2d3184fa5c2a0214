package dev.sleeper.table;

/// What was found in a slot of a table's log.
public sealed interface StoredEntry permits LogEntry, ForeignEntry {

    /// The slot's number.
    long version();
}
