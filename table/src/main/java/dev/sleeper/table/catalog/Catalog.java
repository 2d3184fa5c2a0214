package dev.sleeper.table.catalog;

import dev.sleeper.environment.Environment;
import dev.sleeper.log.Cause;
import dev.sleeper.log.CommitResult;
import dev.sleeper.log.CommitResult.AlreadyCommitted;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.CommitResult.Rejected;
import dev.sleeper.log.Freshness;
import dev.sleeper.log.LogGoneException;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.Key;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.Change.DropTable;
import dev.sleeper.table.Change.RenameTable;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.NewTable;
import dev.sleeper.table.PartitionTree;
import dev.sleeper.table.Retention;
import dev.sleeper.table.TableMetadata;
import dev.sleeper.table.TableName;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.CatalogResult.Done;
import dev.sleeper.table.catalog.CatalogResult.Failed;
import dev.sleeper.table.catalog.CatalogResult.NameTaken;
import dev.sleeper.table.catalog.CatalogResult.NotFound;
import dev.sleeper.table.catalog.CatalogResult.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tables of an instance by name: makes, finds, renames and drops them. A process has one.
///
/// A table's own log says what it is called; the objects under `names/` only lead there ([TableNames]). So every
/// step below may be the last one before a crash: a name that leads to a table that does not bear it is free.
///
/// Thread-safe. Methods throw `StoreUnavailableException` when the store does not answer.
public final class Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
    /// Much shorter than the time after which a table without a name is taken for abandoned.
    private static final Duration CREATION_DEADLINE = Duration.ofHours(1);

    /// Begins the name of a table that lost its own to others in a race.
    private static final String NAMELESS = "table-";

    /// How many log entries follow a checkpoint, as a rule, before the next is written.
    public static final int CHECKPOINT_ENTRIES = 100;

    private final ObjectStore store;
    private final Environment environment;
    private final TableNames names;
    private final ClockCheck clock;
    private final OpenTables tables;
    private final int checkpointEntries;
    private final Map<String, Binding> bindings = new ConcurrentHashMap<>();

    /// A name that was found to be a table's. It stays the table's until the table is renamed.
    private record Binding(String tableId, long nameVersion) {}

    /// @param stateBytes memory for the states of tables that are not being used, at most
    public Catalog(ObjectStore store, Environment environment, long stateBytes) {
        this(store, environment, stateBytes, CHECKPOINT_ENTRIES);
    }

    /// @param stateBytes        memory for the states of tables that are not being used, at most
    /// @param checkpointEntries how many log entries follow a checkpoint before the next is written
    public Catalog(ObjectStore store, Environment environment, long stateBytes, int checkpointEntries) {
        this.checkpointEntries = checkpointEntries;
        this.store = store;
        this.environment = environment;
        this.names = new TableNames(store, environment);
        this.clock = new ClockCheck(store, environment.clock());
        this.tables = new OpenTables(this::open, stateBytes);
    }

    /// The names of all tables with their ids, ascending; one whose log is damaged is among them.
    public SortedMap<String, String> list() {
        SortedMap<String, String> found = new TreeMap<>();
        for (String name : names.all()) {
            try {
                idOf(name).ifPresent(id -> found.put(name, id));
            } catch (CorruptTableException e) {
                LOG.warn("The list of tables goes on without name {}", name, e);
            }
        }
        return found;
    }

    /// Every name that a table ever had, ascending; at the cost of a list.
    public List<String> everyName() {
        return names.all();
    }

    private Optional<String> idOf(String name) {
        try {
            return find(name, Freshness.FRESH).map(found -> found.table().id());
        } catch (CorruptTableException e) {
            LOG.warn("Name {} is listed, though its table cannot be read", name, e);
            return names.tableWith(name);
        }
    }

    /// The table of this name with its state.
    ///
    /// @throws IllegalArgumentException when the version asked for does not exist
    /// @throws CorruptTableException   when the table's log is damaged
    public Optional<FoundTable> find(String name, Freshness freshness) {
        Binding known = bindings.get(name);
        if (known != null) {
            Table table = tables.open(known.tableId());
            Optional<TableState> state = stateOf(table, freshness)
                    .filter(read -> read.name().equals(name) && read.metadata().nameVersion() == known.nameVersion());
            if (state.isPresent()) {
                return Optional.of(new FoundTable(table, state.get()));
            }
            bindings.remove(name, known);
        }
        // Only a state that was read after the claim proves anything.
        Freshness afterClaim = new Freshness(freshness.minVersion(), Duration.ZERO);
        return names.tableWith(name).flatMap(id -> findClaimant(name, tables.open(id), afterClaim));
    }

    /// The table of this id with its state, whatever it is called by now; empty when it was dropped or never made.
    ///
    /// @throws IllegalArgumentException when the version asked for does not exist
    /// @throws CorruptTableException   when the table's log is damaged
    public Optional<FoundTable> findById(String id, Freshness freshness) {
        Table table = tables.open(id);
        return stateOf(table, freshness).map(state -> new FoundTable(table, state));
    }

    /// Makes a table.
    ///
    /// @param splitPoints keys at which its leaves meet, ascending; none for a single leaf
    /// @param options     its properties, names beginning with `sleeper.`
    /// @throws IllegalArgumentException when no table can have this name, these options or these split points
    public CatalogResult create(String name, Schema schema, List<Key> splitPoints, Map<String, String> options) {
        TableName.check(name);
        String tableId = environment.randomId();
        long createdMillis = environment.clock().now().toEpochMilli();
        NewTable made = new NewTable(
                new TableMetadata(tableId, name, 0, schema, options, 0, createdMillis),
                PartitionTree.create(splitPoints, environment::randomId));
        if (find(name, Freshness.FRESH).isPresent()) {
            return new NameTaken(name);
        }
        Table table = tables.open(tableId);
        CommitResult created = table.create(made);
        if (!isCommitted(created)) {
            // If its first entry is there after all, the table has no name, and is swept some day. It is gone when that
            // was done already: its maker slept for longer.
            return switch (failed(created)) {
                case Unknown(String reason) -> new Failed(Cause.BUSY, reason);
                case Failed(Cause cause, String reason) when cause == Cause.GONE -> new Failed(Cause.BUSY, reason);
                case CatalogResult refused -> refused;
            };
        }
        try {
            return nameNew(table, name, createdMillis);
        } catch (StoreUnavailableException e) {
            return new Unknown(String.valueOf(e.getMessage()));
        }
    }

    private CatalogResult nameNew(Table table, String name, long createdMillis) {
        TableNames.Claim claim = claim(name, table.id());
        boolean tooLate = isOlder(createdMillis, CREATION_DEADLINE);
        if (claim == TableNames.Claim.CLAIMED && !tooLate) {
            return new Done(table);
        }
        boolean ended = end(table, name) instanceof Done;
        if (claim != TableNames.Claim.TAKEN && !ended) {
            return new Unknown("It was broken off, and could not be undone");
        }
        return claim == TableNames.Claim.CLAIMED
                ? new Failed(Cause.BUSY, "Making table " + name + " took more than " + CREATION_DEADLINE)
                : failed(claim, name);
    }

    /// Gives a table another name.
    ///
    /// @throws IllegalArgumentException when no table can have the new name
    public CatalogResult rename(String from, String to) {
        TableName.check(to);
        Optional<FoundTable> found = find(from, Freshness.FRESH);
        if (found.isEmpty()) {
            return new NotFound(from);
        }
        Table table = found.get().table();
        if (from.equals(to)) {
            return new Done(table);
        }
        TableNames.Claim claim = claim(to, table.id());
        if (claim != TableNames.Claim.CLAIMED) {
            return failed(claim, to);
        }
        Optional<String> oldClaim = names.claimOf(from, table.id());
        CommitResult renamed = table.commit(new RenameTable(from, to));
        if (!isCommitted(renamed)) {
            // The claim stays: another rename of this table to the same name may rely on it, and alone it is nothing.
            return failed(renamed);
        }
        try {
            // Until the commit the name did not count: another may have taken it meanwhile, or be about to.
            if (claim(to, table.id()) != TableNames.Claim.CLAIMED) {
                return nameAgain(table, to, from);
            }
        } catch (StoreUnavailableException e) {
            return new Unknown("It has the name, but not for certain to itself: " + e.getMessage());
        }
        quietly("name " + from, () -> oldClaim.ifPresent(old -> names.release(from, old)));
        return new Done(table);
    }

    /// Gives a table that bears another's name one of its own: the wanted one, or else one that nobody wants.
    private CatalogResult nameAgain(Table table, String borne, String wanted) {
        if (!isCommitted(table.commit(new RenameTable(borne, wanted)))) {
            return new Unknown("Table " + table.id() + " bears the name of another until the next sweep");
        }
        if (claim(wanted, table.id()) == TableNames.Claim.CLAIMED) {
            return new NameTaken(borne);
        }
        String lastResort = NAMELESS + table.id();
        return wanted.equals(lastResort)
                ? new Unknown("Table " + lastResort + " has no name until the next sweep")
                : nameAgain(table, wanted, lastResort);
    }

    private boolean leadsTo(String name, Table table) {
        return names.tableWith(name).equals(Optional.of(table.id()));
    }

    /// Drops a table. Its files are deleted in the background; what a crash leaves of them, [#sweep] deletes.
    public CatalogResult drop(String name) {
        Optional<FoundTable> found = find(name, Freshness.FRESH);
        if (found.isEmpty()) {
            return new NotFound(name);
        }
        return end(found.get().table(), name);
    }

    /// Deletes what is left of tables that were dropped, ends those whose making was broken off before they got
    /// their name, and names those again whose renaming was. Every server may do so now and then. It breaks off
    /// when the process stops.
    public void sweep() {
        Set<String> ids = Table.ids(store);
        forgetAllBut(ids);
        for (String id : ids) {
            if (environment.blocking().isShutdown()) {
                return;
            }
            try {
                // A table that nobody uses here need not stay in memory.
                sweep(tables.find(id).orElseGet(() -> open(id)));
            } catch (CorruptTableException e) {
                LOG.warn("The sweep passes over table {}", id, e);
            }
        }
    }

    private void sweep(Table table) {
        Optional<TableState> alive = stateOf(table, Freshness.FRESH);
        DroppedTable dropped = droppedTable(table);
        if (alive.isPresent()) {
            alive.filter(state -> !leadsTo(state.name(), table)).ifPresent(state -> sweepNameless(table, state));
        } else if (table.ended() || dropped.wasNeverMade()) {
            tables.remove(table.id());
            dropped.delete();
        }
    }

    /// Lets go the handles on tables that others dropped; a handle on one that has just been made is opened again.
    private void forgetAllBut(Set<String> ids) {
        tables.retain(ids);
        bindings.values().removeIf(binding -> !ids.contains(binding.tableId()));
    }

    private void sweepNameless(Table table, TableState state) {
        if (state.version() > 0) {
            if (claim(state.name(), table.id()) == TableNames.Claim.TAKEN) {
                nameAgain(table, state.name(), NAMELESS + table.id());
            }
        } else if (isOlder(state.metadata().createdMillis(), Retention.RETENTION) && isUntouched(table)) {
            // Its maker claims the name in a much shorter time or not at all.
            end(table, state.name());
        }
    }

    /// Asked after the name was seen to lead elsewhere: a rename may have been the reason.
    private boolean isUntouched(Table table) {
        return stateOf(table, Freshness.FRESH)
                .filter(state -> state.version() == 0)
                .isPresent();
    }

    private boolean isOlder(long madeMillis, Duration age) {
        return Instant.ofEpochMilli(madeMillis)
                .plus(age)
                .isBefore(environment.clock().now());
    }

    private CatalogResult end(Table table, String name) {
        CommitResult dropped =
                table.commit(new DropTable(environment.clock().now().toEpochMilli()));
        if (!isCommitted(dropped)) {
            return failed(dropped);
        }
        quietly("name " + name, () -> names.claimOf(name, table.id()).ifPresent(claim -> names.release(name, claim)));
        tables.remove(table.id());
        try {
            environment
                    .blocking()
                    .execute(() -> quietly("files of table " + table.id(), () -> droppedTable(table)
                            .delete()));
        } catch (RejectedExecutionException e) {
            // The table is dropped all the same.
            LOG.info("This process stops: files of dropped table {} are left for the next sweep", table.id());
        }
        return new Done(table);
    }

    /// Clears away what nothing depends on.
    private static void quietly(String what, Runnable clearing) {
        try {
            clearing.run();
        } catch (StoreUnavailableException e) {
            LOG.warn("Left where it is, though of no more use: {}", what, e);
        }
    }

    private Optional<FoundTable> findClaimant(String name, Table table, Freshness freshness) {
        Optional<TableState> state =
                stateOf(table, freshness).filter(read -> read.name().equals(name));
        state.ifPresent(read ->
                bindings.put(name, new Binding(table.id(), read.metadata().nameVersion())));
        return state.map(read -> new FoundTable(table, read));
    }

    private TableNames.Claim claim(String name, String tableId) {
        return names.claim(name, tableId, id -> findClaimant(name, tables.open(id), Freshness.FRESH)
                .isPresent());
    }

    private Optional<TableState> stateOf(Table table, Freshness freshness) {
        try {
            TableState state = table.read(freshness);
            tables.used(table, state);
            return Optional.of(state);
        } catch (LogGoneException e) {
            return Optional.empty();
        }
    }

    private Table open(String id) {
        return Table.open(store, environment, clock, checkpointEntries, id);
    }

    private DroppedTable droppedTable(Table table) {
        return new DroppedTable(store, table, environment.clock().now(), environment.blocking()::isShutdown);
    }

    private static boolean isCommitted(CommitResult result) {
        return result instanceof Committed || result instanceof AlreadyCommitted;
    }

    private static CatalogResult failed(TableNames.Claim claim, String name) {
        return claim == TableNames.Claim.TAKEN
                ? new NameTaken(name)
                : new Failed(Cause.BUSY, "The name " + name + " could not be claimed; others keep changing it");
    }

    private static CatalogResult failed(CommitResult result) {
        return switch (result) {
            case Rejected(Cause cause, String reason) -> new Failed(cause, reason);
            case CommitResult.Unknown(String reason) -> new Unknown(reason);
            case Committed done -> throw new IllegalStateException("This was committed: " + done);
            case AlreadyCommitted done -> throw new IllegalStateException("This was committed: " + done);
        };
    }
}
