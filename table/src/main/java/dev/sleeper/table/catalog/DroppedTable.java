package dev.sleeper.table.catalog;

import dev.sleeper.log.Cause;
import dev.sleeper.log.LogFiles;
import dev.sleeper.log.MoveBoundary.Moved;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.table.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The objects of a table that has ended, or may have. Deleting them may be broken off at any point and repeated.
///
/// @param store    where they are
/// @param table    the table, whose log says that it ended
/// @param now      the time
/// @param breakOff tells when to leave the rest to another time
record DroppedTable(ObjectStore store, Table table, Instant now, BooleanSupplier breakOff) {
    private static final int PAGE = 1_000;
    /// A writer that slept may store a file so long after its table was dropped.
    private static final Duration CLOSED_FOR = Duration.ofDays(30);

    /// Whether its making was broken off before its first entry, longer ago than anybody may still be at it: there is
    /// its boundary and nothing else. A table that has lost its first entry is damaged, and has more.
    boolean wasNeverMade() {
        List<ObjectSummary> all = store.list(Table.directory(table.id()), "", 2);
        return all.size() == 1
                && all.getFirst().path().equals(boundary())
                && all.getFirst().lastModified().plus(Retention.RETENTION).isBefore(now)
                && table.unmade();
    }

    private String boundary() {
        return Table.logDirectory(table.id()) + LogFiles.BOUNDARY;
    }

    /// Closes the log, so that no writer that slept comes back to it, and deletes everything. The boundary goes last,
    /// when nobody writes any more who began before: as long as it is there, it says that the log is closed, and a
    /// sweep deletes what such a writer stores.
    ///
    /// @throws StoreUnavailableException when the store does not answer
    void delete() {
        switch (table.close()) {
            case Moved.To closed -> deleteObjects();
            case Moved.Unseen(Cause cause, String reason) -> {
                // A boundary that is gone was deleted after everything else.
                if (cause != Cause.GONE) {
                    throw new StoreUnavailableException(
                            "The log of dropped table " + table.id() + " could not be closed: " + reason, null);
                }
            }
        }
    }

    private void deleteObjects() {
        String boundary = boundary();
        boolean closedLongAgo = false;
        String after = "";
        List<ObjectSummary> page;
        do {
            page = store.list(Table.directory(table.id()), after, PAGE);
            for (ObjectSummary object : page) {
                if (breakOff.getAsBoolean()) {
                    return;
                }
                after = object.path();
                if (!after.equals(boundary)) {
                    store.delete(after);
                } else {
                    closedLongAgo = object.lastModified().plus(CLOSED_FOR).isBefore(now);
                }
            }
        } while (page.size() == PAGE);
        if (closedLongAgo) {
            store.delete(boundary);
        }
    }
}
