package dev.sleeper.benchmarks;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.log.CheckpointName;
import dev.sleeper.log.CommitResult;
import dev.sleeper.log.Freshness;
import dev.sleeper.log.LogFiles;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.local.LocalObjectStore;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.table.Action;
import dev.sleeper.table.Change;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileId;
import dev.sleeper.table.Partition;
import dev.sleeper.table.PartitionTree;
import dev.sleeper.table.TableMetadata;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.Catalog;
import dev.sleeper.table.catalog.ClockCheck;
import dev.sleeper.table.catalog.Table;
import dev.sleeper.table.checkpoint.Checkpoint;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Measures a table of a million files, ten thousand leaves and a million job ids, in a directory: how long its state
/// takes to load in a process that has just started and then again, how much heap it takes, and how long a commit on
/// it takes while, as always, a checkpoint is written after a hundred commits.
public final class StateBenchmark {
    private static final int LEAVES = 10_000;
    private static final int FILES_A_LEAF = 100;
    private static final int JOBS = 1_000_000;
    private static final int LOADS = 5;
    private static final int COMMITS = 201;
    private static final int LETTERS = 10;
    private static final int ALPHABET = 26;
    /// All words of ten letters, divided by the leaves.
    private static final long WORDS_A_LEAF = (long) Math.pow(ALPHABET, LETTERS) / LEAVES;

    private static final int ROWS_A_FILE = 1_000_000;
    private static final int BYTES_A_ROW = 14;
    private static final long CREATED_MILLIS = 1_790_000_000_000L;
    private static final long VERSION = 1;
    private static final String TABLE_ID = "benchmark";

    private final Environment environment;
    private final ObjectStore store;

    private StateBenchmark(Environment environment, ObjectStore store) {
        this.environment = environment;
        this.store = store;
    }

    /// Makes the table, or measures it. Each measurement leaves its commits in the table.
    ///
    /// @param arguments a directory, empty at first, and `make` or `measure`
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]).toAbsolutePath();
        try (SystemEnvironment system = SystemEnvironment.open();
                ObjectStore store = LocalObjectStore.open(directory, system.environment())) {
            StateBenchmark benchmark = new StateBenchmark(system.environment(), store);
            switch (arguments[1]) {
                case "make" -> benchmark.make();
                case "measure" -> benchmark.measure();
                default -> throw new IllegalArgumentException("There is no command " + arguments[1]);
            }
        }
    }

    private void measure() {
        long emptyBytes = usedBytes();
        Table table = open();
        double coldSeconds = loadSeconds(table);
        long stateBytes = usedBytes() - emptyBytes;
        double[] commits = commitMillis(table);
        Reference.reachabilityFence(table);
        double[] loads = new double[LOADS];
        for (int i = 0; i < LOADS; i++) {
            table = open();
            loads[i] = loadSeconds(table);
        }
        Arrays.sort(loads);
        System.out.printf(
                "load %.2f s in a cold process, then %.2f (%.2f to %.2f); heap %.0f MB;"
                        + " commit %.1f ms (p90 %.1f, at most %.1f)%n",
                coldSeconds,
                loads[LOADS / 2],
                loads[0],
                loads[LOADS - 1],
                stateBytes / 1e6,
                commits[COMMITS / 2],
                commits[COMMITS * 9 / 10],
                commits[COMMITS - 1]);
    }

    private Table open() {
        ClockCheck clock = new ClockCheck(store, environment.clock());
        return Table.open(store, environment, clock, Catalog.CHECKPOINT_ENTRIES, TABLE_ID);
    }

    private double loadSeconds(Table table) {
        long begun = environment.clock().nanoTime();
        table.read(Freshness.FRESH);
        return (environment.clock().nanoTime() - begun) / 1e9;
    }

    /// How long each of some commits took, in ascending order.
    private double[] commitMillis(Table table) {
        double[] millis = new double[COMMITS];
        for (int i = 0; i < COMMITS; i++) {
            TableState state = table.read(Freshness.FRESH);
            long now = state.nextFileTimeMillis(environment.clock().now().toEpochMilli());
            int leaf = environment.random().nextInt(LEAVES);
            Partition partition = state.partitions().leaf(key(leaf * WORDS_A_LEAF));
            Change change = new Change.AddFiles(jobId(), now, List.of(file(now, partition.id(), leaf)));
            long begun = environment.clock().nanoTime();
            CommitResult result = table.commit(change);
            millis[i] = (environment.clock().nanoTime() - begun) / 1e6;
            if (!(result instanceof CommitResult.Committed)) {
                throw new IllegalStateException("Not committed: " + result);
            }
        }
        Arrays.sort(millis);
        return millis;
    }

    /// Writes what a log consists of after its entries were cleaned: a checkpoint, and the boundary that names it.
    private void make() {
        CheckpointName name = new CheckpointName(VERSION, environment.randomId());
        String own = Table.logDirectory(TABLE_ID) + "_sleeper/";
        try (ObjectWriter out = store.create(own + name.fileName())) {
            Checkpoint.write(TableState.restore(VERSION, facts()), out);
            out.finish();
        }
        String boundary = String.format("{\"through\":%d,\"checkpoint\":\"%s\"}", VERSION - 1, name.fileName());
        store.putIfAbsent(
                Table.logDirectory(TABLE_ID) + LogFiles.BOUNDARY, boundary.getBytes(StandardCharsets.UTF_8));
    }

    private List<Action> facts() {
        List<Action> facts = new ArrayList<>();
        facts.add(new Action.SetMetadata(
                new TableMetadata(TABLE_ID, TABLE_ID, 0, StandardRows.SCHEMA, Map.of(), 0, CREATED_MILLIS)));
        List<Key> splitPoints = new ArrayList<>();
        for (int leaf = 1; leaf < LEAVES; leaf++) {
            splitPoints.add(key(leaf * WORDS_A_LEAF));
        }
        PartitionTree tree = PartitionTree.create(splitPoints, environment::randomId);
        tree.partitions().forEach(partition -> facts.add(new Action.PutPartition(partition)));
        for (int i = 0; i < JOBS; i++) {
            facts.add(new Action.RecordJob(jobId(), CREATED_MILLIS + i));
        }
        List<Partition> leaves = tree.leaves();
        for (int i = 0; i < LEAVES * FILES_A_LEAF; i++) {
            int leaf = i % LEAVES;
            facts.add(new Action.AddFile(
                    file(CREATED_MILLIS + i, leaves.get(leaf).id(), leaf), false));
        }
        return facts;
    }

    /// A file of some million rows whose least and greatest keys are near the bounds of its leaf.
    private DataFile file(long timeMillis, String partitionId, int leaf) {
        FileId id = FileId.of(timeMillis, environment.randomId());
        long margin = WORDS_A_LEAF / 1_000;
        Key min = key(leaf * WORDS_A_LEAF + environment.random().nextLong(margin));
        Key max = key((leaf + 1) * WORDS_A_LEAF - 1 - environment.random().nextLong(margin));
        long rows = ROWS_A_FILE + environment.random().nextInt(ROWS_A_FILE);
        long checksum = environment.random().nextLong(1L << Integer.SIZE);
        return new DataFile(id, partitionId, rows * BYTES_A_ROW, rows, min, max, min, max, checksum);
    }

    /// An id as the Python client makes them.
    private String jobId() {
        return new UUID(environment.random().nextLong(), environment.random().nextLong()).toString();
    }

    /// A word of ten letters; words are ordered as their numbers are.
    private static Key key(long number) {
        char[] letters = new char[LETTERS];
        long rest = number;
        for (int i = LETTERS - 1; i >= 0; i--) {
            letters[i] = (char) ('a' + rest % ALPHABET);
            rest /= ALPHABET;
        }
        return KeyCodec.ofRowKeys(StandardRows.SCHEMA).encode(List.of(new String(letters)));
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
