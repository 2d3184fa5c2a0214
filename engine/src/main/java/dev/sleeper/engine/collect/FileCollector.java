package dev.sleeper.engine.collect;

import dev.sleeper.environment.Environment;
import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.ObjectPath;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.table.Change.RaiseCutoff;
import dev.sleeper.table.Change.ReleaseHold;
import dev.sleeper.table.Cutoffs;
import dev.sleeper.table.FileLocation;
import dev.sleeper.table.Hold;
import dev.sleeper.table.Retention;
import dev.sleeper.table.TableState;
import dev.sleeper.table.Tombstone;
import dev.sleeper.table.catalog.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Deletes the data files of a table that are of no more use.
///
/// Files that a compaction replaced go when that is long enough ago for every query that may read them to be
/// over, and no hold keeps them; only then the table forgets that it had them. Orphans, files that no commit
/// names, go when no commit can name them any more: first the table commits a time before which it takes no file,
/// then all such files that it does not know are deleted. No server's clock decides what may be forgotten.
///
/// Thread-safe; any number of processes may clean up one table at once.
public final class FileCollector {
    /// Cutoffs are raised in steps of this, so that cleaning up often commits little.
    private static final Duration STEP = Duration.ofHours(6);

    private static final int PAGE = 1_000;
    /// So many files are deleted before whoever watches is told.
    private static final int BATCH = 100;
    private final ObjectStore store;
    private final Environment environment;
    private final Consumer<Set<String>> deleted;
    /// Tables whose cutoffs this process has raised and not looked for orphans since.
    private final Set<String> unlisted = ConcurrentHashMap.newKeySet();

    /// @param deleted told of files that were deleted: one takes space on disk as long as it is open
    public FileCollector(ObjectStore store, Environment environment, Consumer<Set<String>> deleted) {
        this.deleted = deleted;
        this.store = store;
        this.environment = environment;
    }

    /// How much is looked at.
    public enum Scope {
        /// Replaced files and, when the time comes for which orphans are kept, those.
        WHAT_IS_DUE,
        /// Replaced files, and a list of all files of the table, for orphans.
        EVERYTHING
    }

    /// True when what the table remembers goes back so far that some of it may be forgotten.
    public static boolean raisesCutoffs(TableState state) {
        Cutoffs now = state.cutoffs();
        return raised(now.orphansMillis(), Retention.orphansUpTo(state)) > now.orphansMillis()
                || raised(now.jobsMillis(), Retention.jobsUpTo(state)) > now.jobsMillis();
    }

    /// What [#collect] would delete now, but for orphans that the table would first have to commit to. Commits and
    /// deletes nothing.
    ///
    /// @param delay how long a replaced file stays
    public CollectedFiles find(Table table, Duration delay) {
        TableState state = table.read(Freshness.FRESH);
        return new CollectedFiles(replaced(state, limitMillis(state, delay)), orphans(table, state));
    }

    /// Deletes what is of no more use.
    ///
    /// @param delay how long a replaced file stays
    /// @param watch told how many files were deleted since it was told last; what it throws ends the work, and
    ///     whoever cleans up next deletes what is left
    /// @throws dev.sleeper.objectstore.StoreUnavailableException when the store did not answer; what was deleted
    ///     until then was rightly deleted
    public CollectedFiles collect(Table table, Duration delay, Scope scope, IntConsumer watch) {
        TableState found = table.read(Freshness.FRESH);
        table.requireFitClock(found);
        TableState state = releaseExpiredHolds(table, found) ? table.read(Freshness.FRESH) : found;
        long limitMillis = limitMillis(state, delay);
        List<FileLocation> replaced = replaced(state, limitMillis);
        delete(table, replaced, watch);
        long forgotten = state.tombstones().stream()
                .mapToLong(Tombstone::removedAtMillis)
                .filter(removedAt -> removedAt <= limitMillis)
                .max()
                .orElse(-1);
        if (scope == Scope.EVERYTHING || raisesCutoffs(state)) {
            unlisted.add(table.id());
        }
        raise(table, state, forgotten);
        if (!unlisted.contains(table.id())) {
            return new CollectedFiles(replaced, List.of());
        }
        // What the table had a moment ago may be read by somebody still.
        List<FileLocation> orphans = orphans(table, table.read(Freshness.FRESH)).stream()
                .filter(file -> isUnknown(file, state))
                .toList();
        delete(table, orphans, watch);
        unlisted.remove(table.id());
        return new CollectedFiles(replaced, orphans);
    }

    /// Commits that expired holds are none any more; false when there were none. Only a clock that fits the table's
    /// may say so.
    private boolean releaseExpiredHolds(Table table, TableState state) {
        long nowMillis = environment.clock().now().toEpochMilli();
        List<Hold> expired = state.holds().stream()
                .filter(hold -> hold.expiresMillis() < nowMillis)
                .toList();
        expired.forEach(hold -> table.commitInBackground(new ReleaseHold(hold.id())));
        return !expired.isEmpty();
    }

    /// Files that were replaced by then may go.
    private long limitMillis(TableState state, Duration delay) {
        long limit = environment.clock().now().minus(delay).toEpochMilli();
        for (Hold hold : state.holds()) {
            limit = Math.min(limit, hold.sinceMillis() - 1);
        }
        return limit;
    }

    private static List<FileLocation> replaced(TableState state, long limitMillis) {
        return state.tombstones().stream()
                .filter(tombstone -> tombstone.removedAtMillis() <= limitMillis)
                .map(Tombstone::location)
                .toList();
    }

    /// Commits what is forgotten from now on. Whether that succeeds is seen in the state that is read next.
    private static void raise(Table table, TableState state, long tombstonesMillis) {
        Cutoffs now = state.cutoffs();
        long orphans = raised(now.orphansMillis(), Retention.orphansUpTo(state));
        long jobs = raised(now.jobsMillis(), Retention.jobsUpTo(state));
        long tombstones = Math.max(now.tombstonesMillis(), tombstonesMillis);
        RaiseCutoff raise = new RaiseCutoff(orphans, tombstones, jobs);
        if (!raise.equals(new RaiseCutoff(now.orphansMillis(), now.tombstonesMillis(), now.jobsMillis()))) {
            table.commitInBackground(raise);
        }
    }

    private static long raised(long nowMillis, long upToMillis) {
        return upToMillis - nowMillis >= STEP.toMillis() ? upToMillis : nowMillis;
    }

    /// Data files that the table takes no more and does not know.
    ///
    /// @param state as it is now
    private List<FileLocation> orphans(Table table, TableState state) {
        String directory = Table.directory(table.id());
        String log = Table.logDirectory(table.id());
        List<FileLocation> orphans = new ArrayList<>();
        List<ObjectSummary> page = store.list(directory, "", PAGE);
        while (!page.isEmpty()) {
            for (ObjectSummary object : page) {
                location(object.path().substring(directory.length()))
                        .filter(location -> isOrphan(location, state))
                        .ifPresent(orphans::add);
            }
            String last = page.getLast().path();
            // Nothing below the log is a data file.
            String after = last.startsWith(log) ? ObjectPath.afterFolder(log.substring(0, log.length() - 1)) : last;
            page = store.list(directory, after, PAGE);
        }
        return orphans;
    }

    private static boolean isOrphan(FileLocation location, TableState state) {
        return location.id().timeMillis() <= state.cutoffs().orphansMillis() && isUnknown(location, state);
    }

    private static boolean isUnknown(FileLocation location, TableState state) {
        return state.file(location).isEmpty() && state.tombstone(location.id()).isEmpty();
    }

    private static Optional<FileLocation> location(String path) {
        try {
            return Optional.of(FileLocation.ofPath(path));
        } catch (IllegalArgumentException e) {
            // What others put there is theirs.
            return Optional.empty();
        }
    }

    private void delete(Table table, List<FileLocation> files, IntConsumer watch) {
        for (int from = 0; from < files.size(); from += BATCH) {
            List<FileLocation> batch = files.subList(from, Math.min(files.size(), from + BATCH));
            Set<String> gone = new HashSet<>();
            try {
                for (FileLocation file : batch) {
                    // Whether it went or not, if this fails.
                    gone.add(table.path(file));
                    store.delete(table.path(file));
                }
            } finally {
                deleted.accept(gone);
            }
            watch.accept(batch.size());
        }
    }
}
