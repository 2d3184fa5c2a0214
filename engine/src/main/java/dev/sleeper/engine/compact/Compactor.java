package dev.sleeper.engine.compact;

import dev.sleeper.engine.Progress;
import dev.sleeper.engine.compact.CompactionResult.Committed;
import dev.sleeper.engine.write.FileMerge;
import dev.sleeper.environment.Environment;
import dev.sleeper.log.CommitResult;
import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.MissingObjectException;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.table.Change.ReplaceFiles;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileId;
import dev.sleeper.table.FileLocation;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.FoundTable;
import dev.sleeper.table.catalog.Table;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/// Carries compactions out: merges the inputs and puts the outputs in their place by one change, which does not
/// fit any more if an input is gone by then. So any number of processes may compact one table, and two that chose
/// the same files only waste work.
///
/// Thread-safe.
public final class Compactor {
    /// Each round leaves fewer files, but others may add to them.
    private static final int MAX_ROUNDS = 1_000;

    private final FileMerge merge;
    private final Environment environment;

    public Compactor(FileMerge merge, Environment environment) {
        this.merge = merge;
        this.environment = environment;
    }

    /// Carries out what is chosen, until nothing more is.
    ///
    /// @param table  to be compacted
    /// @param choice compactions that are worth doing, each with other files
    /// @param watch  told now and then how far this has come
    /// @throws dev.sleeper.rowfile.CorruptFileException when an input is damaged; it stays where it is
    /// @throws StoreUnavailableException when the store did not answer; what was compacted until then stays so
    public CompactionSummary run(Table table, Function<TableState, List<Compaction>> choice, Consumer<Progress> watch) {
        long begun = environment.clock().nanoTime();
        CompactionSummary summary = CompactionSummary.NOTHING;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            FoundTable planned = new FoundTable(table, table.read(Freshness.FRESH));
            List<Compaction> chosen = choice.apply(planned.state());
            long total = summary.rows()
                    + chosen.stream().mapToLong(Compaction::rowCount).sum();
            AtomicLong done = new AtomicLong(summary.rows());
            CompactionSummary before = summary;
            for (Compaction compaction : chosen) {
                CompactionResult result =
                        run(planned, compaction, rows -> watch.accept(new Progress(done.addAndGet(rows), total)));
                if (result instanceof Committed(long version, List<DataFile> outputs)) {
                    summary = summary.with(
                            compaction,
                            outputs,
                            Duration.ofNanos(environment.clock().nanoTime() - begun));
                }
            }
            if (summary.equals(before)) {
                // There is nothing to do, or others are at the same files.
                return summary;
            }
        }
        return summary;
    }

    /// Carries one compaction out.
    ///
    /// @param planned the table as it was when the compaction was planned
    /// @param read    told how many rows were read since it was told last, by any thread
    /// @throws dev.sleeper.rowfile.CorruptFileException when an input is damaged; it stays where it is
    /// @throws StoreUnavailableException when the store did not answer; the table is as it was
    public CompactionResult run(FoundTable planned, Compaction compaction, IntConsumer read) {
        TableState state = planned.state();
        planned.table().requireFitClock(state);
        long idMillis = state.nextFileTimeMillis(environment.clock().now().toEpochMilli());
        List<DataFile> outputs;
        try {
            outputs = merge.merge(
                    state,
                    compaction.inputs(),
                    compaction.minFileBytes(),
                    () -> FileId.of(idMillis, environment.randomId()),
                    read);
        } catch (MissingObjectException gone) {
            return whyGone(planned.table(), compaction, gone);
        }
        List<FileLocation> inputs =
                compaction.inputs().stream().map(DataFile::location).toList();
        ReplaceFiles change = new ReplaceFiles(
                inputs,
                outputs,
                state.optionsVersion(),
                environment.clock().now().toEpochMilli());
        return switch (planned.table().commitIfFit(change)) {
            case CommitResult.Committed(long version) -> new Committed(version, outputs);
            case CommitResult.AlreadyCommitted(long version) -> new Committed(version, outputs);
            case CommitResult.Unknown(String reason) -> new CompactionResult.Unknown(reason);
            case CommitResult.Rejected rejected -> new CompactionResult.Obsolete(rejected.reason());
        };
    }

    /// A file that was replaced may be gone; one that the table still has may not.
    private static CompactionResult whyGone(Table table, Compaction compaction, MissingObjectException gone) {
        TableState now = table.read(Freshness.FRESH);
        if (compaction.inputs().stream()
                .allMatch(input -> now.file(input.location()).isPresent())) {
            throw new CorruptTableException(
                    "Data file " + gone.path() + " of table " + now.name() + " is not in the store", gone);
        }
        return new CompactionResult.Obsolete("File " + gone.path() + " is gone: another compaction replaced it");
    }
}
