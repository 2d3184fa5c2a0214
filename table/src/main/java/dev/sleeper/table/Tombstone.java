package dev.sleeper.table;

/// A data file that a compaction replaced and that clean-up has not let go yet: readers of older versions may
/// still read it. Immutable.
///
/// @param location        where the file lies
/// @param sizeBytes       its length
/// @param removedAtMillis when it was replaced, by the committing server's clock, but not before the table's time
public record Tombstone(FileLocation location, long sizeBytes, long removedAtMillis) {}
