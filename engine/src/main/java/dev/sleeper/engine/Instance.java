package dev.sleeper.engine;

import dev.sleeper.engine.OpenWrites.Job;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.collect.CollectedFiles;
import dev.sleeper.engine.collect.FileCollector;
import dev.sleeper.engine.compact.CompactionSummary;
import dev.sleeper.engine.compact.Compactor;
import dev.sleeper.engine.properties.TableProperty;
import dev.sleeper.engine.scan.DamagedFiles;
import dev.sleeper.engine.scan.FileCache;
import dev.sleeper.engine.scan.ReadMemory;
import dev.sleeper.engine.scan.TableScan;
import dev.sleeper.engine.split.Splitter;
import dev.sleeper.engine.upkeep.CompactionRun;
import dev.sleeper.engine.upkeep.Leases;
import dev.sleeper.engine.upkeep.OpenJob;
import dev.sleeper.engine.upkeep.Progress;
import dev.sleeper.engine.upkeep.Upkeep;
import dev.sleeper.engine.verify.TableVerifier;
import dev.sleeper.engine.verify.Verification;
import dev.sleeper.engine.write.FileMerge;
import dev.sleeper.engine.write.SpillFile;
import dev.sleeper.engine.write.WriteMemory;
import dev.sleeper.engine.write.WriteSources;
import dev.sleeper.environment.Environment;
import dev.sleeper.log.Freshness;
import dev.sleeper.log.LogGoneException;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.table.Change.AddFiles;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.Catalog;
import dev.sleeper.table.catalog.FoundTable;
import dev.sleeper.table.catalog.Table;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// All of Sleeper over one object store: the tables in it, writes and queries. A process opens one for each store that
/// it works on; any number of processes may do so at once.
///
/// Every operation sees all that was acknowledged before it began, by whatever process. Thread-safe.
public final class Instance implements AutoCloseable {
    private static final int MAX_IDLE_DECODERS = 16;

    private final Environment environment;
    private final InstanceProperties properties;
    private final Tables tables;
    private final Maintenance maintenance;
    private final DecoderPool decoders;
    private final FileCache files;
    private final TableScan.Sources scanSources;
    private final WriteSources writeSources;
    private final DamagedFiles damaged = new DamagedFiles();
    private final Compactor compactor;
    private final FileCollector collector;
    private final Splitter splitter;
    private final Leases leases;
    private final Upkeep upkeep;
    private final TableVerifier verifier;
    private final OpenWrites openWrites = new OpenWrites();
    private final AtomicInteger openQueries = new AtomicInteger();
    private final AtomicInteger openUpkeep = new AtomicInteger();

    private Instance(
            ObjectStore store, Environment environment, EngineSettings settings, InstanceProperties properties) {
        this.environment = environment;
        this.properties = properties;
        Catalog catalog = new Catalog(store, environment, settings.stateBytes(), settings.logEntries());
        this.tables = new Tables(store, environment, properties, catalog);
        this.leases = new Leases(store, environment);
        this.maintenance = new Maintenance(environment, properties, catalog, leases, settings.logEntries());
        this.decoders = new DecoderPool(MAX_IDLE_DECODERS);
        this.verifier = new TableVerifier(store, environment, decoders);
        this.files = new FileCache(store, environment.clock(), decoders, settings.footerBytes(), settings.openFiles());
        this.scanSources = new TableScan.Sources(
                files, Tables::pathsOf, environment.workers(), new ReadMemory(settings.readBytes()));
        this.writeSources = new WriteSources(
                store,
                environment.workers(),
                settings.spillDirectory(),
                decoders,
                new WriteMemory(settings.writeBytes()),
                settings.writeThreads(),
                environment::randomId);
        this.splitter = new Splitter(files, damaged, environment);
        this.collector = new FileCollector(store, environment, files::forget);
        FileMerge merge = new FileMerge(writeSources.by(environment.background()), files);
        this.compactor = new Compactor(merge, damaged, environment);
        this.upkeep =
                new Upkeep(environment, compactor, damaged, splitter, collector, leases, settings.upkeepWorkers());
    }

    /// Opens the instance that the store holds; an empty store becomes a new one.
    ///
    /// The store and the environment stay the caller's to close, after the instance.
    ///
    /// @throws RequestException with `UNSUPPORTED_FORMAT` when a newer Sleeper made the instance
    public static Instance open(ObjectStore store, Environment environment, EngineSettings settings) {
        Instance instance = new Instance(store, environment, settings, InstanceProperties.open(store, environment));
        instance.maintenance.sweepIfDue();
        return instance;
    }

    /// The instance's own id, which is minted when it is made.
    public String id() {
        return properties.id();
    }

    /// The version of the stored format.
    public int formatVersion() {
        return properties.formatVersion();
    }

    /// The instance's properties that users have set.
    public SortedMap<String, String> properties() {
        return properties.settings();
    }

    /// Sets a property of the instance, for every process that works on it.
    ///
    /// @throws RequestException with `INVALID_PROPERTY` when there is no such property
    public void setProperty(String name, String value) {
        properties.set(name, value);
    }

    /// The names of the properties that users may set.
    public static List<String> settableProperties() {
        return InstanceProperties.SETTABLE;
    }

    /// The names of all tables, ascending, with their ids.
    public SortedMap<String, String> tables() {
        return tables.list();
    }

    /// Makes a table.
    ///
    /// @throws RequestException when the name is taken, or name, schema or split points are such as no table can
    /// have; with `UNSUPPORTED_STORE` when the store would lose rows
    public TableDescription createTable(TableDefinition definition) {
        TableDescription made = tables.create(definition);
        maintenance.sweepIfDue();
        return made;
    }

    /// The table as it is now.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`
    public TableDescription describe(String table) {
        return tables.describe(find(table).state());
    }

    /// Gives a table another name.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`, `TABLE_EXISTS` or `INVALID_NAME`
    public TableDescription rename(String table, String newName) {
        TableDescription renamed = tables.rename(table, newName);
        maintenance.sweepIfDue();
        return renamed;
    }

    /// Drops a table and deletes its files.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`
    public void drop(String table) {
        Table dropped = tables.drop(table);
        // A deleted file takes space on disk as long as it is open.
        files.forget(Table.directory(dropped.id()));
        maintenance.sweepIfDue();
    }

    /// Begins a write.
    ///
    /// @param jobId 1 to 128 printable ASCII characters; the same id twice within the retention time is one write
    /// @throws RequestException with `TABLE_NOT_FOUND` or `INVALID_JOB_ID`
    public WriteSession beginWrite(String table, String jobId) {
        requireJobId(jobId);
        TableWriteSession.Start start = TableWriteSession.Start.now(environment.clock());
        FoundTable found = find(table);
        Table handle = found.table();
        return TableWriteSession.begin(
                found,
                jobId,
                start,
                new TableWriteSession.Context(
                        writeSources, environment, openWrites, version -> committed(handle, version)));
    }

    private void committed(Table table, long version) {
        maintenance.afterCommit(table, version);
        upkeep.changed(table);
    }

    /// An empty local file for what has to be put aside before it can be written; gone when it is closed.
    ///
    /// @throws dev.sleeper.objectstore.StoreUnavailableException when the disk takes none
    public SpillFile spillFile() {
        return SpillFile.create(writeSources.spillDirectory(), environment.randomId());
    }

    /// A new job id for a write whose caller gave none.
    public String mintJobId() {
        return environment.randomId();
    }

    /// What became of a write.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND` or `INVALID_JOB_ID`
    public WriteStatus writeStatus(String table, String jobId) {
        requireJobId(jobId);
        // What this process does is looked at first: a write that ends meanwhile is in the state that is read then.
        Job job = new Job(find(table).table().id(), jobId);
        WriteStatus here = openWrites.status(job);
        TableState state = find(table).state();
        return state.job(jobId).isPresent() ? new WriteStatus.Committed(state.version()) : here;
    }

    /// Plans a query on a snapshot of its table and begins to answer it.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`, `INVALID_REGION` or `INVALID_QUERY`
    public QueryResult query(Query query) {
        QueryResult result = TableQuery.open(query, scanSources, this::snapshot, openQueries::decrementAndGet);
        openQueries.incrementAndGet();
        return result;
    }

    /// The properties of a table with their values, by name.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`
    public SortedMap<String, String> tableProperties(String table) {
        return TableProperty.all(find(table).state().options());
    }

    /// Sets a property of a table, for every process that works on it.
    ///
    /// @param value null for the usual one
    /// @throws RequestException with `TABLE_NOT_FOUND`, or `INVALID_PROPERTY` when there is no such property, or it
    ///     cannot have the value
    public TableDescription setTableProperty(String table, String property, @Nullable String value) {
        TableDescription changed = tables.setProperty(table, property, value);
        upkeep.changed(find(table).table());
        return changed;
    }

    /// Merges files of a table, as long as that is worth it; also where background work is off.
    ///
    /// @param all   merge until each leaf has one file at most and no other partition has any, worth it or not
    /// @param watch told now and then how far it has come, by any thread; what it throws ends the work, and what
    ///     was compacted until then stays so
    /// @throws RequestException with `TABLE_NOT_FOUND`
    /// @throws dev.sleeper.rowfile.CorruptFileException when a file is damaged, which stays where it is; all else
    ///     was compacted
    public CompactionSummary compact(String table, boolean all, Consumer<Progress> watch) {
        return onTable(table, found -> new CompactionRun(environment, compactor, damaged, leases, watch)
                .run(found.table(), all));
    }

    /// Splits the leaves of a table that have more rows than its property says.
    ///
    /// @return how many leaves were split
    /// @throws RequestException with `TABLE_NOT_FOUND`
    public int split(String table) {
        return onTable(
                table,
                found -> splitter.split(
                        found.table(),
                        TableProperty.SPLIT_THRESHOLD.of(found.state().options()),
                        Integer.MAX_VALUE));
    }

    /// Deletes data files of a table that are of no more use.
    ///
    /// @param dryRun say which would be deleted, and delete none
    /// @param watch  told now and then how many more were deleted; what it throws ends the work
    /// @throws RequestException with `TABLE_NOT_FOUND`
    public CollectedFiles collect(String table, boolean dryRun, IntConsumer watch) {
        return onTable(table, found -> {
            Duration delay = Duration.ofMinutes(
                    TableProperty.COLLECT_DELAY.of(found.state().options()));
            return dryRun
                    ? collector.find(found.table(), delay)
                    : collector.collect(found.table(), delay, FileCollector.Scope.EVERYTHING, watch);
        });
    }

    /// The data files of a table, by partition, as the table is now.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`
    public Stream<FileDescription> files(String table) {
        TableState state = find(table).state();
        KeyCodec rowKeys = KeyCodec.ofRowKeys(state.schema());
        return StreamSupport.stream(state.files().spliterator(), false).map(file -> FileDescription.of(file, rowKeys));
    }

    /// The partition tree of a table as it is now, by id.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`
    public Stream<PartitionDescription> partitions(String table) {
        TableState state = find(table).state();
        KeyCodec rowKeys = KeyCodec.ofRowKeys(state.schema());
        return state.partitions().partitions().stream()
                .map(partition -> PartitionDescription.of(state, partition, rowKeys));
    }

    /// Reads all of a table and checks it. Changes nothing.
    ///
    /// @param watch told now and then how far it has come, by any thread; what it throws ends the work
    /// @throws RequestException with `TABLE_NOT_FOUND`
    public Verification verify(String table, Consumer<Progress> watch) {
        return onTable(table, found -> verifier.verify(found.table(), watch));
    }

    /// The compactions of a table that go on, on whatever server.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`
    public List<OpenJob> jobs(String table) {
        return leases.list(find(table).table().id());
    }

    /// The files of a table that this process found to be damaged as it merged, by their path, and how.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`
    public SortedMap<String, String> damagedFiles(String table) {
        return damaged.of(find(table).table().id());
    }

    /// Sees to what has become due in the background. To be called about once a second.
    public void tick() {
        upkeep.tick();
    }

    /// Works on a table, which may be dropped meanwhile.
    private <T> T onTable(String table, Function<FoundTable, T> work) {
        openUpkeep.incrementAndGet();
        try {
            return work.apply(find(table));
        } catch (LogGoneException e) {
            RequestException notFound = tables.notFound(table);
            notFound.initCause(e);
            throw notFound;
        } finally {
            openUpkeep.decrementAndGet();
        }
    }

    /// How many writes, queries and pieces of upkeep are open; an idle process may stop when there are none.
    public int openOperations() {
        return openWrites.count() + openQueries.get() + openUpkeep.get() + (upkeep.isBusy() ? 1 : 0);
    }

    /// Gives files and memory back. No operation may be open any more.
    @Override
    public void close() {
        upkeep.close();
        files.close();
        decoders.close();
    }

    private FoundTable find(String table) {
        return find(table, Freshness.FRESH);
    }

    private FoundTable find(String table, Freshness freshness) {
        FoundTable found = tables.find(table, freshness);
        upkeep.used(found.table());
        return found;
    }

    private TableState snapshot(Query query) {
        Freshness freshness = TableQuery.freshness(query);
        return find(query.table(), freshness).state();
    }

    private static void requireJobId(String jobId) {
        try {
            AddFiles.checkJobId(jobId);
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    Code.INVALID_JOB_ID,
                    String.valueOf(e.getMessage()),
                    "Give letters, digits and punctuation of ASCII, or no job id to have one made.",
                    e);
        }
    }
}
