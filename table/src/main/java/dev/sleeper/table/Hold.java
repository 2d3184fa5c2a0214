package dev.sleeper.table;

/// Keeps every file that is live when the hold is committed, or later, from being deleted: an export commits one
/// before it plans. A hold past its expiry is released by whoever cleans up next. Immutable.
///
/// @param id            `[a-z0-9-]{1,64}`
/// @param sinceMillis   files removed at this table time or later are kept
/// @param expiresMillis when it may be released if nobody renewed it
public record Hold(String id, long sinceMillis, long expiresMillis) {
    public Hold {
        if (!Partition.isPartitionId(id)) {
            throw new IllegalArgumentException("'" + id + "' is not a hold id");
        }
    }
}
