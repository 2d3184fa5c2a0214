package dev.sleeper.table;

/// An entry in a table's log that Sleeper did not write. Reads stay at the version before it; writes stop until an
/// administrator has removed it. Immutable.
///
/// @param version the slot's number
/// @param writer  who wrote it, as far as the entry tells
public record ForeignEntry(long version, String writer) implements StoredEntry {}
