package dev.sleeper.table.catalog;

import dev.sleeper.environment.Environment;
import dev.sleeper.log.Cause;
import dev.sleeper.log.CheckpointRetention;
import dev.sleeper.log.Clean.Cleaned;
import dev.sleeper.log.CommitResult;
import dev.sleeper.log.CommitResult.Rejected;
import dev.sleeper.log.CorruptLogException;
import dev.sleeper.log.Freshness;
import dev.sleeper.log.Log;
import dev.sleeper.log.LogFiles;
import dev.sleeper.log.LogGoneException;
import dev.sleeper.log.MoveBoundary.Moved;
import dev.sleeper.log.Urgency;
import dev.sleeper.objectstore.ObjectPath;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.table.Change;
import dev.sleeper.table.Change.AddFiles;
import dev.sleeper.table.Change.ReplaceFiles;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileLocation;
import dev.sleeper.table.LogEntry;
import dev.sleeper.table.NewTable;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.TableEdit.Alteration;
import dev.sleeper.table.catalog.TableEdit.Creation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A process's handle on one table: reads its state and commits changes to it. Two handles on one table, in one
/// process or in many, are as good as one, but one shares more work.
///
/// Thread-safe.
public final class Table {
    /// Where all tables are.
    static final String DIRECTORY = "tables/";

    private static final Freshness AS_KNOWN = new Freshness(0, Duration.ofDays(1));

    private final String id;
    private final Log<Optional<TableState>, TableEdit, LogEntry> log;
    private final ClockCheck clock;

    /// Opens a table. Nothing is read before it is used.
    ///
    /// @param clock             shared by all tables of the store
    /// @param checkpointEntries how many log entries follow a checkpoint before the next is written
    public static Table open(
            ObjectStore store, Environment environment, ClockCheck clock, int checkpointEntries, String id) {
        String directory = logDirectory(id);
        ForeignCheckpoints copies = new ForeignCheckpoints(store, directory);
        LogFiles<Optional<TableState>, LogEntry> files =
                new LogFiles<>(store, directory, new TableCodec(environment.blocking()), copies::publish);
        return new Table(id, new Log<>(files, new TableRules(), environment, checkpointEntries), clock);
    }

    private Table(String id, Log<Optional<TableState>, TableEdit, LogEntry> log, ClockCheck clock) {
        this.id = id;
        this.log = log;
        this.clock = clock;
    }

    /// The place of a table's files below the store's root; ends in `/`.
    public static String directory(String id) {
        return DIRECTORY + id + "/";
    }

    /// The place of a table's log below the store's root; ends in `/`.
    public static String logDirectory(String id) {
        return directory(id) + "_delta_log/";
    }

    /// The ids of the directories there are of tables, in order.
    static Set<String> ids(ObjectStore store) {
        Set<String> ids = new LinkedHashSet<>();
        String after = "";
        List<ObjectSummary> first = store.list(DIRECTORY, after, 1);
        while (!first.isEmpty()) {
            String path = first.getFirst().path();
            int end = path.indexOf('/', DIRECTORY.length());
            if (end < 0) {
                // A stray file that belongs to no table.
                after = path;
            } else {
                ids.add(path.substring(DIRECTORY.length(), end));
                after = ObjectPath.afterFolder(path.substring(0, end));
            }
            first = store.list(DIRECTORY, after, 1);
        }
        return ids;
    }

    /// Where a data file of the table is in the store.
    public String path(FileLocation location) {
        return directory(id) + location.path();
    }

    /// The table's id, which never changes.
    public String id() {
        return id;
    }

    /// The table's newest state, or one as new as is asked for.
    ///
    /// @throws IllegalArgumentException  when the version asked for does not exist
    /// @throws LogGoneException          when the table was dropped, or was never created
    /// @throws CorruptTableException     when its log is damaged
    /// @throws StoreUnavailableException when the store did not answer
    public TableState read(Freshness freshness) {
        Optional<TableState> state;
        try {
            state = log.read(freshness);
        } catch (CorruptLogException e) {
            throw new CorruptTableException("Table " + id + ": " + e.getMessage(), e);
        }
        if (state.isEmpty()) {
            throw new LogGoneException("Table " + id + " was never created");
        }
        if (state.get().dropped()) {
            throw new LogGoneException("Table " + id + " was dropped");
        }
        return state.get();
    }

    /// Commits a change that a caller of the system waits for.
    public CommitResult commit(Change change) {
        return commit(change, Urgency.USER);
    }

    /// Commits a change that the system makes by itself; changes of callers come first.
    public CommitResult commitInBackground(Change change) {
        return commit(change, Urgency.BACKGROUND);
    }

    /// Commits a change that the system makes by itself, if it still fits. What hinders every change is thrown.
    ///
    /// @return `Rejected` only when the change does not fit the table any more, or the table is gone
    /// @throws StoreUnavailableException when the store did not answer, or this machine's clock is unfit
    /// @throws CorruptTableException     when the table takes no change, or none as large
    public CommitResult commitIfFit(Change change) {
        CommitResult result = commitInBackground(change);
        if (result instanceof Rejected(Cause cause, String reason)) {
            switch (cause) {
                case REFUSED, GONE -> {}
                case BUSY, CLOCK -> throw new StoreUnavailableException(reason, null);
                case BLOCKED, DAMAGED, TOO_LARGE -> throw new CorruptTableException(reason);
            }
        }
        return result;
    }

    private CommitResult commit(Change change, Urgency urgency) {
        Optional<String> problem;
        try {
            problem = clockProblem(read(AS_KNOWN)).or(() -> problemOfNewFiles(change));
        } catch (LogGoneException e) {
            return new Rejected(Cause.GONE, String.valueOf(e.getMessage()));
        } catch (CorruptTableException e) {
            return new Rejected(Cause.DAMAGED, String.valueOf(e.getMessage()));
        } catch (StoreUnavailableException e) {
            return new Rejected(Cause.BUSY, String.valueOf(e.getMessage()));
        }
        return problem.isPresent()
                ? new Rejected(Cause.CLOCK, problem.get())
                : log.commit(new Alteration(change), urgency);
    }

    /// Asked before files are written or deleted: what their commit would be refused for.
    ///
    /// @param state the table as it was seen lately
    /// @throws StoreUnavailableException saying why this machine's clock is unfit to write to this table with, and
    ///     what to do
    public void requireFitClock(TableState state) {
        clockProblem(state).ifPresent(problem -> {
            throw new StoreUnavailableException(problem, null);
        });
    }

    /// Asked before files are merged, just after the table was read: whether another program's entry in the log keeps
    /// everybody from writing. A write of a job is not asked this: it may be in the table already.
    ///
    /// @throws CorruptTableException naming the program
    public void requireUnblocked() {
        try {
            log.requireNoneOfOthers();
        } catch (CorruptLogException e) {
            throw new CorruptTableException("Table " + id + ": " + e.getMessage(), e);
        }
    }

    private Optional<String> clockProblem(TableState state) {
        return clock.problem(Instant.ofEpochMilli(state.tableTimeMillis()));
    }

    private Optional<String> problemOfNewFiles(Change change) {
        List<DataFile> added = new ArrayList<>();
        if (change instanceof AddFiles write) {
            added.addAll(write.files());
        } else if (change instanceof ReplaceFiles compaction) {
            added.addAll(compaction.outputs());
        }
        return added.stream()
                .map(DataFile::id)
                .max(Comparator.naturalOrder())
                .flatMap(newest -> clock.problemOfNew(Instant.ofEpochMilli(newest.timeMillis())));
    }

    /// Writes a checkpoint if one is due, and deletes old log entries and checkpoints. Cheap when there is
    /// nothing to do; any number of servers may do it at once.
    public Cleaned maintain() {
        return log.maintain(CheckpointRetention.STANDARD);
    }

    /// Makes the table, in a directory that nobody else writes to.
    CommitResult create(NewTable table) {
        log.found();
        return log.commit(new Creation(table), Urgency.USER);
    }

    /// True when the table was dropped, though something may be left of it.
    boolean ended() {
        try {
            return log.read(Freshness.FRESH).map(TableState::dropped).orElse(false);
        } catch (LogGoneException e) {
            return true;
        } catch (CorruptLogException e) {
            return false;
        }
    }

    /// True when its log has no entry to begin with.
    boolean unmade() {
        try {
            return log.read(Freshness.FRESH).isEmpty();
        } catch (LogGoneException | CorruptLogException e) {
            return false;
        }
    }

    /// Closes the log of a table that was dropped, so that its objects may be deleted, the boundary last.
    Moved close() {
        return log.close();
    }
}
