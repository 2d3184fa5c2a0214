package dev.sleeper.engine.upkeep;

import dev.sleeper.engine.collect.FileCollector;
import dev.sleeper.engine.compact.Compaction;
import dev.sleeper.engine.compact.CompactionResult;
import dev.sleeper.engine.compact.Compactor;
import dev.sleeper.engine.compact.Outlook;
import dev.sleeper.engine.properties.TableProperty;
import dev.sleeper.engine.scan.DamagedFiles;
import dev.sleeper.engine.split.Splitter;
import dev.sleeper.environment.Environment;
import dev.sleeper.log.Freshness;
import dev.sleeper.log.LogGoneException;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.rowfile.CorruptFileException;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.TableState;
import dev.sleeper.table.Tombstone;
import dev.sleeper.table.catalog.Table;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps tables in order in the background: merges files, splits leaves, deletes files that are of no more use. A
/// table is looked at after each commit of this process, when the process first uses it, and when something becomes
/// due; nothing happens while nobody uses it. A few workers at most are at it at once, one of which takes on small
/// compactions only, so that many small files do not wait for a large one.
///
/// Thread-safe.
public final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long SMALL_BYTES = 64L << 20;
    /// Known well enough: what this process commits it knows at once.
    private static final Freshness RECENT = new Freshness(0, Duration.ofSeconds(30));

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration COLLECTED_EVERY = Duration.ofMinutes(1);
    /// Where replaced files stay for a short time only, that time is divided in so many.
    private static final int COLLECTED_PER_DELAY = 8;

    private final Environment environment;
    private final Compactor compactor;
    private final DamagedFiles damaged;
    private final Splitter splitter;
    private final FileCollector collector;
    private final Leases leases;
    private final Setbacks setbacks = new Setbacks();
    private final int maxWorkers;
    private final DueTables due = new DueTables();
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private int workers;
    private int largeJobs;
    private volatile boolean closing;

    /// What this process found when it last looked at a table for something.
    ///
    /// @param rows           how many rows there were when all leaves were small enough; -1 before that
    /// @param collectedNanos when clean-up was last looked at
    /// @param outlook        what there was to merge; null before that
    private record Seen(
            long rows, long collectedNanos, @Nullable Outlook outlook) {}

    /// @param maxWorkers how many threads may be at it at once; 0 for none
    public Upkeep(
            Environment environment,
            Compactor compactor,
            DamagedFiles damaged,
            Splitter splitter,
            FileCollector collector,
            Leases leases,
            int maxWorkers) {
        this.environment = environment;
        this.compactor = compactor;
        this.damaged = damaged;
        this.splitter = splitter;
        this.collector = collector;
        this.leases = leases;
        this.maxWorkers = maxWorkers;
    }

    /// Notes that a table has changed.
    public void changed(Table table) {
        if (maxWorkers > 0) {
            due.add(table);
            startWorker();
        }
    }

    /// Notes that a table is in use, which is news the first time only.
    public void used(Table table) {
        if (maxWorkers > 0 && seen.putIfAbsent(table.id(), nothingSeen()) == null) {
            changed(table);
        }
    }

    /// Looks at the tables for which something has become due. To be called now and then.
    public void tick() {
        due.ripe(environment.clock().nanoTime()).forEach(this::changed);
    }

    /// True while something goes on.
    public synchronized boolean isBusy() {
        return workers > 0;
    }

    /// Ends what goes on, within a batch of rows, and begins nothing more. What was committed stays.
    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        synchronized (this) {
            while (workers > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Seen nothingSeen() {
        return new Seen(-1, environment.clock().nanoTime(), null);
    }

    private Seen seen(Table table) {
        return seen.getOrDefault(table.id(), nothingSeen());
    }

    /// Changes one thing of it, and leaves what other workers noted meanwhile.
    private void note(Table table, UnaryOperator<Seen> change) {
        seen.compute(table.id(), (id, last) -> change.apply(last == null ? nothingSeen() : last));
    }

    private synchronized void startWorker() {
        if (closing || workers >= maxWorkers) {
            return;
        }
        workers++;
        try {
            environment.background().execute(this::work);
        } catch (RejectedExecutionException e) {
            // The process stops.
            workers--;
        }
    }

    private void work() {
        boolean ended = false;
        try {
            for (Optional<Table> table = next(); table.isPresent(); table = next()) {
                keep(table.get());
            }
            ended = true;
        } finally {
            if (!ended) {
                endWorker();
                // Other tables may wait.
                startWorker();
            }
        }
    }

    /// The next table, or none, and then this worker has ended.
    private synchronized Optional<Table> next() {
        Optional<Table> next = closing ? Optional.empty() : due.next();
        if (next.isEmpty()) {
            endWorker();
        }
        return next;
    }

    private synchronized void endWorker() {
        workers--;
        notifyAll();
    }

    private void keep(Table table) {
        int damagedBefore = damaged.of(table.id()).size();
        try {
            TableState state = table.read(RECENT);
            if (TableProperty.ONLINE.of(state.options()) == 1) {
                keep(table, state);
            }
        } catch (LogGoneException e) {
            seen.remove(table.id());
        } catch (LeaseLostException | StoreUnavailableException e) {
            LOG.info("Upkeep of table {} goes on later: {}", table.id(), e.getMessage());
            afterFailure(table);
        } catch (CorruptFileException e) {
            LOG.warn("A file of table {} is damaged and is left alone: {}", table.id(), e.getMessage());
            if (damaged.of(table.id()).size() > damagedBefore) {
                changed(table);
            } else {
                afterFailure(table);
            }
        } catch (StoppedException e) {
            LOG.info("Upkeep of table {} stops with the server", table.id());
        } catch (RuntimeException e) {
            // Whatever it is: nobody waits for this work who could be told.
            LOG.warn("Upkeep of table {} failed, and goes on later", table.id(), e);
            afterFailure(table);
        }
    }

    private void afterFailure(Table table) {
        later(table, setbacks.add(table.id(), environment.clock().nanoTime()));
    }

    private void keep(Table table, TableState state) {
        tryCollect(table, state);
        Outlook outlook = look(table, state);
        if (split(table, state, outlook.roomForSplits(state.partitions()))) {
            changed(table);
            return;
        }
        List<Compaction> chosen = outlook.worthMostFirst(state.partitions());
        if (chosen.stream().anyMatch(compaction -> compact(table, compaction))) {
            setbacks.clear(table.id());
            changed(table);
        } else if (!chosen.isEmpty()) {
            // Others are at it, and may give up. What failed lately is not worth a look before its time.
            Duration left = Collections.min(
                    chosen.stream().map(each -> setbackOf(table, each)).toList());
            later(table, left.compareTo(SOON) > 0 ? left : SOON);
        }
    }

    private Outlook look(Table table, TableState state) {
        Predicate<DataFile> usable = file -> !damaged.has(table, file);
        Seen before = seen(table);
        Outlook outlook = before.outlook == null ? Outlook.of(state, usable) : before.outlook.next(state, usable);
        note(table, last -> new Seen(last.rows, last.collectedNanos, outlook));
        return outlook;
    }

    /// What cannot be deleted keeps nothing from being merged.
    private void tryCollect(Table table, TableState state) {
        try {
            collect(table, state);
        } catch (StoreUnavailableException | CorruptTableException e) {
            LOG.warn("Clean-up of table {} goes on later: {}", table.id(), e.getMessage());
            later(table, COLLECTED_EVERY);
        }
    }

    /// False when nothing came of it: others are at the partition, it failed lately, or enough large compactions go on.
    private boolean compact(Table table, Compaction compaction) {
        boolean large = compaction.sizeBytes() > SMALL_BYTES;
        String work = work(table, compaction);
        if (setbackOf(table, compaction).isPositive() || (large && !beginLarge())) {
            return false;
        }
        try {
            Optional<Leases.Lease> claimed = leases.claim(table.id(), compaction);
            if (claimed.isEmpty()) {
                return false;
            }
            // Until it has succeeded it is not to be begun again by whoever looks at the table next.
            setbacks.add(work, environment.clock().nanoTime());
            // Another worker may see to other partitions meanwhile.
            changed(table);
            try (Leases.Lease lease = claimed.get()) {
                CompactionResult result = compactor.runAlone(table, compaction, rows -> {
                    requireOpen();
                    lease.progress(rows);
                });
                boolean changed = hasChanged(table, compaction, result);
                if (changed) {
                    setbacks.clear(work);
                }
                return changed;
            }
        } catch (CorruptFileException e) {
            // The next look at the partition leaves the file out.
            setbacks.clear(work);
            throw e;
        } finally {
            if (large) {
                endLarge();
            }
        }
    }

    private static String work(Table table, Compaction compaction) {
        return table.id() + "/" + compaction.partitionId();
    }

    private Duration setbackOf(Table table, Compaction compaction) {
        return setbacks.left(work(table, compaction), environment.clock().nanoTime());
    }

    /// Whether the files are not what they were, by this compaction or by another that was faster.
    private static boolean hasChanged(Table table, Compaction compaction, CompactionResult result) {
        return switch (result) {
            case CompactionResult.Committed committed -> true;
            case CompactionResult.Obsolete(String reason) -> {
                LOG.info("A compaction of table {} came to nothing: {}", table.id(), reason);
                TableState now = table.read(RECENT);
                yield compaction.inputs().stream()
                        .anyMatch(input -> now.file(input.location()).isEmpty());
            }
            case CompactionResult.Unknown(String reason) ->
                throw new StoreUnavailableException("A compaction may have been committed or not: " + reason, null);
        };
    }

    private synchronized boolean beginLarge() {
        if (largeJobs >= Math.max(1, maxWorkers - 1)) {
            return false;
        }
        largeJobs++;
        return true;
    }

    private synchronized void endLarge() {
        largeJobs--;
    }

    /// Looks at the leaves again once there are enough more rows for one of them to be too large.
    private boolean split(Table table, TableState state, int room) {
        long maxRows = Splitter.maxLeafRows(state);
        Seen before = seen(table);
        if (room == 0 || (before.rows >= 0 && state.rowCount() - before.rows <= maxRows / 4)) {
            return false;
        }
        boolean split = splitter.split(table, maxRows, room) > 0;
        if (!split) {
            note(table, last -> new Seen(state.rowCount(), last.collectedNanos, last.outlook));
        }
        return split;
    }

    private void collect(Table table, TableState state) {
        long now = environment.clock().nanoTime();
        Duration delay = Duration.ofMinutes(TableProperty.COLLECT_DELAY.of(state.options()));
        Duration every = collectedEvery(delay);
        Seen before = seen(table);
        if (now - before.collectedNanos < every.toNanos()) {
            if (!state.tombstones().isEmpty()) {
                due.add(table, before.collectedNanos + every.toNanos());
            }
            return;
        }
        note(table, last -> new Seen(last.rows, now, last.outlook));
        OptionalLong oldest = state.tombstones().stream()
                .mapToLong(Tombstone::removedAtMillis)
                .min();
        boolean forgets = FileCollector.raisesCutoffs(state);
        if (oldest.isEmpty() && !forgets) {
            return;
        }
        long waitMillis = oldest.orElse(Long.MAX_VALUE / 2)
                + delay.toMillis()
                - environment.clock().now().toEpochMilli();
        if (waitMillis <= 0 || forgets) {
            collector.collect(table, delay, FileCollector.Scope.WHAT_IS_DUE, files -> requireOpen());
            later(table, every);
        } else {
            later(table, Duration.ofMillis(Math.max(waitMillis, every.toMillis())));
        }
    }

    private void requireOpen() {
        if (closing) {
            throw new StoppedException();
        }
    }

    private static Duration collectedEvery(Duration delay) {
        Duration share = delay.dividedBy(COLLECTED_PER_DELAY);
        return share.compareTo(COLLECTED_EVERY) < 0 ? share : COLLECTED_EVERY;
    }

    private void later(Table table, Duration wait) {
        due.add(table, environment.clock().nanoTime() + wait.toNanos());
    }

    /// The process stops.
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
