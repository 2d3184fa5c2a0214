package dev.sleeper.benchmarks;

import dev.sleeper.engine.EngineSettings;
import dev.sleeper.engine.Instance;
import dev.sleeper.engine.TableDefinition;
import dev.sleeper.engine.WriteSession;
import dev.sleeper.engine.compact.CompactionSummary;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.local.LocalObjectStore;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import dev.sleeper.server.arrow.ArrowStreamReader;
import dev.sleeper.server.rows.BodyMemory;
import dev.sleeper.server.rows.RowSource;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Measures named workloads of the engine in this process, one for each line of standard input, so that another
/// program may measure its own in between; each answers with a line of JSON.
///
/// `make ROWS FILES COUNT` writes files of `COUNT` rows each; `compact` merges a copy of them into one, with commit;
/// `ingest FILE LEAVES` reads standard rows from an Arrow stream, sorts, writes and commits them. `ROWS` is of
/// [BenchRows].
public final class Bench {
    private static final String TABLE = "rows";
    private static final int BATCH_ROWS = 1 << 16;
    private static final int STREAM_BUFFER = 1 << 20;
    private static final int OPEN_FILES = 1_000;

    private final Path directory;
    private final PrintStream out;

    private Bench(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    private interface Work<T> {
        T on(Instance instance);
    }

    /// Runs the workloads that standard input names.
    ///
    /// @param args an empty directory
    public static void main(String[] args) throws IOException {
        Bench bench = new Bench(Path.of(args[0]), System.out);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            bench.run(line.split(" "));
        }
    }

    private void run(String[] words) throws IOException {
        switch (words[0]) {
            case "make" -> make(BenchRows.valueOf(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            case "compact" -> compact();
            case "ingest" -> ingest(Path.of(words[1]), Integer.parseInt(words[2]));
            default -> throw new IllegalArgumentException("There is no workload " + words[0]);
        }
    }

    private void make(BenchRows rows, int files, int count) throws IOException {
        Path template = directory.resolve("template");
        delete(template);
        on(template, instance -> {
            instance.createTable(new TableDefinition(TABLE, rows.schema(), List.of()));
            for (int file = 0; file < files; file++) {
                write(instance, batches(rows, count, file));
            }
            return files;
        });
        print("\"files\": " + files);
    }

    private void compact() throws IOException {
        Path copy = directory.resolve("copy");
        delete(copy);
        copy(directory.resolve("template"), copy);
        clearPeaks();
        CompactionSummary summary = on(copy, instance -> instance.compact(TABLE, true, progress -> {}));
        print("\"rows\": " + summary.rows() + ", \"seconds\": "
                + seconds(summary.time().toNanos()) + ", \"bytesIn\": "
                + summary.bytesIn() + ", \"bytesOut\": " + summary.bytesOut() + ", \"filesIn\": " + summary.filesIn()
                + ", \"heap\": " + heapPeak());
    }

    private void ingest(Path stream, int leaves) throws IOException {
        Schema schema = BenchRows.STANDARD.schema();
        BodyMemory memory = new BodyMemory(Runtime.getRuntime().maxMemory() / 4);
        Path target = directory.resolve("ingest");
        delete(target);
        print(on(target, instance -> {
            instance.createTable(new TableDefinition(TABLE, schema, BenchRows.splitPoints(leaves)));
            long begun = System.nanoTime();
            try (InputStream in = new BufferedInputStream(Files.newInputStream(stream), STREAM_BUFFER);
                    BodyMemory.Share share = memory.share();
                    RowSource rows = ArrowStreamReader.open(in, schema, share);
                    WriteSession session = instance.beginWrite(TABLE, instance.mintJobId())) {
                for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
                    session.write(batch);
                }
                long written = session.commit().rows();
                return "\"rows\": " + written + ", \"seconds\": " + seconds(System.nanoTime() - begun);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    private static List<RowBatch> batches(BenchRows rows, int count, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<RowBatch> batches = new ArrayList<>();
        for (int from = 0; from < count; from += BATCH_ROWS) {
            batches.add(rows.rows(Math.min(BATCH_ROWS, count - from), random));
        }
        return batches;
    }

    private static void write(Instance instance, List<RowBatch> batches) {
        try (WriteSession session = instance.beginWrite(TABLE, instance.mintJobId())) {
            batches.forEach(session::write);
            session.commit();
        }
    }

    private <T> T on(Path root, Work<T> work) throws IOException {
        Files.createDirectories(root);
        EngineSettings settings = EngineSettings.of(
                directory.resolve("spill"), Runtime.getRuntime().maxMemory(), OPEN_FILES, 0);
        try (SystemEnvironment system = SystemEnvironment.open();
                LocalObjectStore store = LocalObjectStore.open(root, system.environment());
                Instance instance = Instance.open(store, system.environment(), settings)) {
            return work.on(instance);
        }
    }

    private void print(String members) {
        out.println("{" + members + "}");
        out.flush();
    }

    private static double seconds(long nanos) {
        return (double) nanos / Duration.ofSeconds(1).toNanos();
    }

    private static void clearPeaks() {
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(pool -> pool.resetPeakUsage());
    }

    /// The peaks of all heap pools together, which is no less than the heap ever had, garbage included.
    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (each.toString().endsWith(".parquet")) {
                    // Never written to, and not a byte of them is to be brought to the disk while time is taken.
                    Files.createLink(target, each);
                } else {
                    Files.copy(each, target);
                }
            }
        }
    }

    private static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
