package dev.sleeper.engine.verify;

import dev.sleeper.engine.upkeep.Progress;
import dev.sleeper.engine.upkeep.ProgressCount;
import dev.sleeper.environment.Environment;
import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.MissingObjectException;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.Catalog;
import dev.sleeper.table.catalog.FoundTable;
import dev.sleeper.table.catalog.Table;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Reads everything that is stored of a table and checks it: that its log leads to the state that this process has,
/// and of each data file the checksum, the order of the rows, their count and their bounds. Changes nothing.
/// Thread-safe.
public final class TableVerifier {
    private static final int MAX_LOG_ATTEMPTS = 50;
    private static final int FILES_AT_ONCE = 4;

    private final ObjectStore store;
    private final Environment environment;
    private final DecoderPool decoders;

    public TableVerifier(ObjectStore store, Environment environment, DecoderPool decoders) {
        this.store = store;
        this.environment = environment;
        this.decoders = decoders;
    }

    /// Checks a table as it is now.
    ///
    /// @param watch told now and then how far this has come, by one thread at a time; what it throws ends the work
    /// @throws StoreUnavailableException when the store did not answer
    public Verification verify(Table table, Consumer<Progress> watch) {
        TableState state = table.read(Freshness.FRESH);
        List<Finding> findings = new ArrayList<>();
        checkLog(table).ifPresent(findings::add);
        ProgressCount read = new ProgressCount(watch, state.rowCount());
        Iterator<DataFile> files = state.files().iterator();
        while (files.hasNext()) {
            List<Future<List<Finding>>> tasks = new ArrayList<>();
            while (files.hasNext() && tasks.size() < FILES_AT_ONCE) {
                DataFile file = files.next();
                tasks.add(environment.background().submit(() -> check(table, state, file, read)));
            }
            findings.addAll(results(tasks));
        }
        return new Verification(state.version(), state.fileCount(), state.rowCount(), findings);
    }

    /// Loads the table once more, from its checkpoint and the entries after it, and reads what both then lack until no
    /// commit comes in between.
    private Optional<Finding> checkLog(Table table) {
        String log = Table.logDirectory(table.id());
        try {
            Optional<FoundTable> anew = new Catalog(store, environment, 0).findById(table.id(), Freshness.FRESH);
            for (int attempt = 1; anew.isPresent() && attempt <= MAX_LOG_ATTEMPTS; attempt++) {
                TableState loaded = anew.get().table().read(Freshness.FRESH);
                TableState known = table.read(Freshness.FRESH);
                if (loaded.version() == known.version()) {
                    return loaded.equals(known)
                            ? Optional.empty()
                            : Optional.of(
                                    new Finding(
                                            log,
                                            "loaded anew, its checkpoint and entries lead to another state than this server has"));
                }
            }
            return Optional.of(new Finding(log, "could not be checked, for commits came all the time; verify again"));
        } catch (CorruptTableException e) {
            return Optional.of(new Finding(log, String.valueOf(e.getMessage())));
        }
    }

    private List<Finding> check(Table table, TableState state, DataFile file, IntConsumer read) {
        String path = table.path(file.location());
        try (ObjectReader in = store.open(path)) {
            return new FileCheck(
                            file,
                            state.schema(),
                            state.partitions().partition(file.partitionId()).orElseThrow(),
                            in)
                    .problems(decoders, read).stream()
                            .map(problem -> new Finding(path, problem))
                            .toList();
        } catch (MissingObjectException gone) {
            // Compaction may have replaced it, and clean-up deleted it, since this began.
            boolean missed = table.read(Freshness.FRESH).file(file.location()).isPresent();
            return missed ? List.of(new Finding(path, "it is not in the store")) : List.of();
        }
    }

    /// The results of all tasks; a failure is thrown once all have ended.
    private static List<Finding> results(List<Future<List<Finding>>> tasks) {
        List<Finding> results = new ArrayList<>();
        List<RuntimeException> failures = new ArrayList<>();
        for (Future<List<Finding>> task : tasks) {
            try {
                results.addAll(task.get());
            } catch (ExecutionException e) {
                failures.add(
                        e.getCause() instanceof RuntimeException failure
                                ? failure
                                : new IllegalStateException("A file could not be checked", e.getCause()));
            } catch (InterruptedException e) {
                tasks.forEach(each -> each.cancel(true));
                Thread.currentThread().interrupt();
                throw new StoreUnavailableException("Interrupted while a table was verified", e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return results;
    }
}
