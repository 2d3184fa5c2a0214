package dev.sleeper.engine.compact;

import dev.sleeper.engine.compact.CompactionResult.Committed;
import dev.sleeper.engine.scan.DamagedFiles;
import dev.sleeper.engine.write.FileMerge;
import dev.sleeper.environment.Environment;
import dev.sleeper.log.CommitResult;
import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.MissingObjectException;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.rowfile.CorruptFileException;
import dev.sleeper.table.Change.ReplaceFiles;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileId;
import dev.sleeper.table.FileLocation;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.Table;
import java.util.List;
import java.util.function.IntConsumer;

/// Carries compactions out: merges the inputs and puts the outputs in their place by one change, which does not
/// fit any more if an input is gone by then. So any number of processes may compact one table, and two that chose
/// the same files only waste work.
///
/// Thread-safe.
public final class Compactor {
    private final DamagedFiles damaged;
    private final FileMerge merge;
    private final Environment environment;

    /// @param damaged takes up inputs that turn out to be damaged
    public Compactor(FileMerge merge, DamagedFiles damaged, Environment environment) {
        this.merge = merge;
        this.damaged = damaged;
        this.environment = environment;
    }

    /// Carries one compaction out on the calling thread and others that are free.
    ///
    /// @param read told how many rows were read since it was told last, by any thread, and once more before the
    ///     commit; what it throws ends the work
    /// @throws CorruptFileException when an input is damaged or missing; it stays as it is
    /// @throws StoreUnavailableException when the store did not answer; the table is as it was
    /// @throws dev.sleeper.table.CorruptTableException when another program has written to the table's log, so that
    ///     nobody can write to it; nothing is merged then
    public CompactionResult run(Table table, Compaction compaction, IntConsumer read) {
        return run(table, compaction, read, merge);
    }

    /// The same, on the calling thread alone: what goes on in the background leaves the others to whoever waits.
    public CompactionResult runAlone(Table table, Compaction compaction, IntConsumer read) {
        return run(table, compaction, read, merge.alone());
    }

    private CompactionResult run(Table table, Compaction compaction, IntConsumer read, FileMerge by) {
        TableState state = table.read(Freshness.FRESH);
        if (!hasAll(state, compaction)) {
            return new CompactionResult.Obsolete("Another compaction has replaced some of the files");
        }
        table.requireFitClock(state);
        table.requireUnblocked();
        long idMillis = state.nextFileTimeMillis(environment.clock().now().toEpochMilli());
        List<DataFile> outputs;
        try {
            outputs = by.merge(
                    state,
                    compaction.inputs(),
                    compaction.minFileBytes(),
                    () -> FileId.of(idMillis, environment.randomId()),
                    read);
        } catch (MissingObjectException gone) {
            return whyGone(table, compaction, gone);
        } catch (CorruptFileException e) {
            damaged.add(e.path(), String.valueOf(e.getMessage()));
            throw e;
        }
        // The commit may take long: whoever counts on this work hears once more that it goes on.
        read.accept(0);
        List<FileLocation> inputs =
                compaction.inputs().stream().map(DataFile::location).toList();
        ReplaceFiles change = new ReplaceFiles(
                inputs,
                outputs,
                state.optionsVersion(),
                environment.clock().now().toEpochMilli());
        return switch (table.commitIfFit(change)) {
            case CommitResult.Committed(long version) -> new Committed(version, outputs);
            case CommitResult.AlreadyCommitted(long version) -> new Committed(version, outputs);
            case CommitResult.Unknown(String reason) -> new CompactionResult.Unknown(reason);
            case CommitResult.Rejected rejected -> new CompactionResult.Obsolete(rejected.reason());
        };
    }

    /// A file that was replaced may be gone; one that the table still has may not.
    private CompactionResult whyGone(Table table, Compaction compaction, MissingObjectException gone) {
        TableState now = table.read(Freshness.FRESH);
        if (hasAll(now, compaction)) {
            CorruptFileException missing = CorruptFileException.missing(gone.path(), gone);
            damaged.add(gone.path(), String.valueOf(missing.getMessage()));
            throw missing;
        }
        return new CompactionResult.Obsolete("File " + gone.path() + " is gone: another compaction replaced it");
    }

    private static boolean hasAll(TableState state, Compaction compaction) {
        return compaction.inputs().stream()
                .allMatch(input -> state.file(input.location()).isPresent());
    }
}
