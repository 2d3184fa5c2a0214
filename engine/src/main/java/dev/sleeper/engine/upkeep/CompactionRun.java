package dev.sleeper.engine.upkeep;

import dev.sleeper.engine.compact.Compaction;
import dev.sleeper.engine.compact.CompactionPolicy;
import dev.sleeper.engine.compact.CompactionResult;
import dev.sleeper.engine.compact.CompactionSummary;
import dev.sleeper.engine.compact.Compactor;
import dev.sleeper.engine.scan.DamagedFiles;
import dev.sleeper.environment.Environment;
import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.rowfile.CorruptFileException;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileLocation;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.FoundTable;
import dev.sleeper.table.catalog.Table;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The compaction of a table that somebody asked for, until nothing more is to be done. What other threads and
/// servers are at is waited for. Not thread-safe.
public final class CompactionRun {
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    /// A look costs requests, and others may be at it for long.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /// So often in a row, what was merged may come too late for its commit.
    private static final int MAX_FRUITLESS = 10;

    /// So often what others have written since may be taken along.
    private static final int MAX_ANEW = 3;

    /// Much longer than a lease lasts that nobody renews.
    private static final Duration MAX_WAIT = Duration.ofHours(1);

    private final Environment environment;
    private final Compactor compactor;
    private final DamagedFiles damaged;
    private final Leases leases;
    private final ProgressCount progress;
    private final Set<FileLocation> wanted = new HashSet<>();
    private long rowsWhenWanted;
    private int wantedAnew;
    private int fruitless;
    private Duration wait = FIRST_WAIT;
    private CompactionSummary summary = CompactionSummary.NOTHING;
    private @Nullable CorruptFileException damage;

    /// @param watch told now and then how far it has come, by any thread, one at a time
    public CompactionRun(
            Environment environment,
            Compactor compactor,
            DamagedFiles damaged,
            Leases leases,
            Consumer<Progress> watch) {
        this.environment = environment;
        this.compactor = compactor;
        this.damaged = damaged;
        this.leases = leases;
        this.progress = new ProgressCount(watch, 0);
    }

    /// Compacts a table.
    ///
    /// @param all merge until each leaf has one file at most and no other partition has any, worth it or not
    /// @throws CorruptFileException when a file is damaged, which stays where it is; all else was compacted
    /// @throws StoreUnavailableException when the store did not answer; what was compacted until then stays so
    public CompactionSummary run(Table table, boolean all) {
        long begun = environment.clock().nanoTime();
        long workedNanos = begun;
        List<Compaction> chosen;
        do {
            FoundTable planned = new FoundTable(table, table.read(Freshness.FRESH));
            want(planned.state());
            chosen = choose(planned, all);
            if (run(planned, chosen, begun)) {
                workedNanos = environment.clock().nanoTime();
                wait = FIRST_WAIT;
            } else if (!chosen.isEmpty()) {
                pause();
            }
        } while (!chosen.isEmpty() && environment.clock().nanoTime() - workedNanos < MAX_WAIT.toNanos());
        if (damage != null) {
            throw damage;
        }
        return summary;
    }

    private List<Compaction> choose(FoundTable planned, boolean all) {
        TableState state = planned.state();
        Predicate<DataFile> usable = file -> !damaged.has(planned.table(), file) && wanted.contains(file.location());
        return all
                ? CompactionPolicy.chooseAll(state, usable)
                : CompactionPolicy.of(state.options()).choose(state, usable);
    }

    /// False when others are at all of the partitions.
    private boolean run(FoundTable planned, List<Compaction> chosen, long begun) {
        long chosenRows = chosen.stream().mapToLong(Compaction::rowCount).sum();
        progress.restart(summary.rows(), summary.rows() + chosenRows);
        boolean worked = false;
        for (Compaction compaction : chosen) {
            worked |= run(planned, compaction, begun);
        }
        return worked;
    }

    /// False when others are at the partition, or were.
    private boolean run(FoundTable planned, Compaction compaction, long begun) {
        Optional<Leases.Lease> claimed = leases.claim(planned.table().id(), compaction);
        if (claimed.isEmpty()) {
            return false;
        }
        try (Leases.Lease lease = claimed.get()) {
            AtomicBoolean merged = new AtomicBoolean();
            IntConsumer watched = rows -> {
                merged.set(true);
                progress.accept(rows);
                lease.progress(rows);
            };
            CompactionResult result = compactor.run(planned.table(), compaction, watched);
            return note(compaction, result, merged.get(), begun);
        } catch (LeaseLostException e) {
            return false;
        } catch (CorruptFileException e) {
            if (compaction.inputs().stream().noneMatch(input -> damaged.has(planned.table(), input))) {
                // The same would be chosen again.
                throw e;
            }
            damage = damage == null ? e : damage;
            return true;
        }
    }

    /// False when the files are as they were, or others have replaced them.
    private boolean note(Compaction compaction, CompactionResult result, boolean merged, long begun) {
        if (result instanceof CompactionResult.Committed(long version, List<DataFile> outputs)) {
            fruitless = 0;
            compaction.inputs().forEach(input -> wanted.remove(input.location()));
            outputs.forEach(output -> wanted.add(output.location()));
            summary = summary.with(
                    compaction, outputs, Duration.ofNanos(environment.clock().nanoTime() - begun));
            return true;
        }
        if (merged && ++fruitless > MAX_FRUITLESS) {
            throw new StoreUnavailableException(
                    "Rows were merged " + fruitless + " times, and not once committed: " + result, null);
        }
        return false;
    }

    /// Bounds the work to the files that were there when it began, and what comes out of them: what is written
    /// meanwhile is not waited for. Where others have compacted some of them, nobody can tell what came out of
    /// them, and all that is there then counts; a few times only if that is more than it was.
    private void want(TableState state) {
        boolean all = wanted.isEmpty();
        if (!all && wanted.removeIf(location -> state.file(location).isEmpty())) {
            all = state.rowCount() == rowsWhenWanted || ++wantedAnew <= MAX_ANEW;
        }
        if (all) {
            state.files().forEach(file -> wanted.add(file.location()));
            rowsWhenWanted = state.rowCount();
        }
    }

    private void pause() {
        progress.restart(summary.rows(), summary.rows());
        try {
            for (Duration left = wait; left.isPositive(); left = left.minus(FIRST_WAIT)) {
                // Whoever waits for this may have gone, or the server stops.
                progress.tell();
                environment.clock().pause(FIRST_WAIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Interrupted while another server compacted the table", e);
        }
        Duration longer = wait.multipliedBy(2);
        wait = longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
    }
}
