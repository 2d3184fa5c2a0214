package dev.sleeper.table;

import java.util.List;

/// One commit: the content of one slot of a table's log, as Sleeper writes it. Immutable.
///
/// @param version         the slot's number; the state that the entry leads to has this version
/// @param commitId        random; tells this attempt to commit from all others
/// @param timestampMillis the committing server's clock, for people
/// @param operation       what was done, for people
/// @param actions         what the commit makes true, in order
public record LogEntry(long version, String commitId, long timestampMillis, String operation, List<Action> actions)
        implements StoredEntry {
    public LogEntry {
        actions = List.copyOf(actions);
    }
}
