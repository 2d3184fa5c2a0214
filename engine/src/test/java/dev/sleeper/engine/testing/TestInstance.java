package dev.sleeper.engine.testing;

import dev.sleeper.engine.EngineSettings;
import dev.sleeper.engine.Instance;
import dev.sleeper.engine.Query;
import dev.sleeper.engine.QueryResult;
import dev.sleeper.engine.TableDefinition;
import dev.sleeper.engine.WriteResult;
import dev.sleeper.engine.WriteSession;
import dev.sleeper.environment.Environment;
import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.catalog.Catalog;
import dev.sleeper.table.catalog.FoundTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// An instance in memory, with a clock that a test sets.
public final class TestInstance implements AutoCloseable {
    /// How many files queries keep open at most.
    public static final int OPEN_FILES = 40;

    private static final long MEBIBYTE = 1L << 20;

    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService background =
            Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());
    private final ManualTimekeeper clock = new ManualTimekeeper();
    private final InMemoryObjectStore objects = new InMemoryObjectStore(clock);
    private final Environment environment;
    private final ObjectStore store;
    private final Instance instance;

    private TestInstance(
            Path spillDirectory, long writeBytes, int upkeepWorkers, Function<TestInstance, ObjectStore> storeOf) {
        this.environment = new Environment(clock, new Random(1), workers, blocking, background);
        this.store = storeOf.apply(this);
        this.instance = Instance.open(
                store,
                environment,
                new EngineSettings(
                        spillDirectory,
                        writeBytes,
                        4 * MEBIBYTE,
                        OPEN_FILES,
                        16 * MEBIBYTE,
                        4 * MEBIBYTE,
                        4,
                        upkeepWorkers,
                        100));
    }

    public static TestInstance open(Path spillDirectory) {
        return open(spillDirectory, 16 * MEBIBYTE);
    }

    /// An instance with bounded memory.
    ///
    /// @param writeBytes memory for rows that are being written
    public static TestInstance open(Path spillDirectory, long writeBytes) {
        return new TestInstance(spillDirectory, writeBytes, 0, TestInstance::objects);
    }

    /// An instance that keeps its tables in order in the background.
    public static TestInstance withUpkeep(Path spillDirectory) {
        return withUpkeep(spillDirectory, TestInstance::objects);
    }

    /// The same over another store.
    ///
    /// @param storeOf the store to run on, over [#objects]
    public static TestInstance withUpkeep(Path spillDirectory, Function<TestInstance, ObjectStore> storeOf) {
        return new TestInstance(spillDirectory, 16 * MEBIBYTE, 2, storeOf);
    }

    /// An instance over another store.
    ///
    /// @param storeOf the store to run on, over [#objects]
    public static TestInstance over(Path spillDirectory, Function<TestInstance, ObjectStore> storeOf) {
        return new TestInstance(spillDirectory, 16 * MEBIBYTE, 0, storeOf);
    }

    public Instance instance() {
        return instance;
    }

    public Environment environment() {
        return environment;
    }

    public ManualTimekeeper clock() {
        return clock;
    }

    public InMemoryObjectStore objects() {
        return objects;
    }

    /// The table as other parts of the system see it.
    public FoundTable table(String name) {
        return new Catalog(objects, environment, 16 * MEBIBYTE)
                .find(name, Freshness.FRESH)
                .orElseThrow();
    }

    public void create(String name, Schema schema, List<?> splitPoints) {
        instance.createTable(new TableDefinition(
                name, schema, splitPoints.stream().map(TestInstance::plain).toList()));
    }

    /// A value as users give it.
    public static Object plain(Object value) {
        return value instanceof Bytes bytes ? bytes.toArray() : value;
    }

    /// Writes rows as one job.
    public WriteResult write(String table, String jobId, List<? extends List<?>> rows) {
        try (WriteSession session = instance.beginWrite(table, jobId)) {
            session.write(Rows.batch(session.schema().fields(), rows));
            return session.commit();
        }
    }

    /// Returns once nothing goes on in the background.
    public void awaitUpkeep() {
        while (instance.openOperations() > 0) {
            Thread.onSpinWait();
        }
    }

    public List<List<Object>> query(Query query) {
        try (QueryResult result = instance.query(query)) {
            return drain(result);
        }
    }

    /// All rows that are left.
    public static List<List<Object>> drain(QueryResult result) {
        List<List<Object>> rows = new ArrayList<>();
        for (RowBatch batch = result.next(); batch != null; batch = result.next()) {
            if (batch.rowCount() == 0 || !batch.fields().equals(result.fields())) {
                throw new AssertionError("A batch of " + batch.rowCount() + " rows with " + batch.fields());
            }
            rows.addAll(Rows.of(batch));
        }
        return rows;
    }

    @Override
    public void close() {
        instance.close();
        workers.close();
        blocking.close();
        background.close();
    }
}
