package dev.sleeper.benchmarks;

import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.rowfile.RowFileFooter;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.rowfile.RowFileReader;
import dev.sleeper.rowfile.RowFileWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// Measures the row file codec alone, hot: each of two threads writes files of 1M standard rows to memory and
/// reads them back, again and again. Prints the rows a second of both threads together, and the bytes a row,
/// for longs below some bounds.
public final class CodecBenchmark {
    private static final int ROWS = 1 << 20;
    private static final int BATCH_ROWS = 16 * RowFileLayout.PAGE_ROWS;
    private static final int READ_PAGES = 64;
    private static final int THREADS = 2;
    private static final int WARM_UP_ROUNDS = 12;
    private static final int ROUNDS = 15;
    private static final RowFileLayout LAYOUT = RowFileLayout.of(StandardRows.SCHEMA);

    private final DecoderPool pool = new DecoderPool(THREADS);
    private final AtomicLong processorNanos = new AtomicLong();
    private long checked;

    private CodecBenchmark() {}

    /// Takes the bounds of the longs as arguments; by default the number of rows, and 2^31.
    public static void main(String[] arguments) throws Exception {
        long[] bounds = arguments.length == 0
                ? new long[] {ROWS, 1L << 31}
                : Arrays.stream(arguments).mapToLong(Long::parseLong).toArray();
        for (long bound : bounds) {
            new CodecBenchmark().run(bound);
        }
    }

    private void run(long numbersBelow) throws Exception {
        List<MemoryObject> files = new ArrayList<>();
        List<List<RowBatch>> rows = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            RowBatch all = StandardRows.sorted(ROWS, numbersBelow, thread);
            List<RowBatch> batches = new ArrayList<>();
            for (int from = 0; from < ROWS; from += BATCH_ROWS) {
                batches.add(all.slice(from, Math.min(ROWS, from + BATCH_ROWS)));
            }
            rows.add(batches);
            files.add(new MemoryObject());
        }
        Rate encode = rate(thread -> write(files.get(thread), rows.get(thread)));
        Rate decode = rate(thread -> read(files.get(thread)));
        System.out.printf(
                "longs below %,d: encode %s, decode %s, %.2f bytes a row (%d rows done)%n",
                numbersBelow, encode, decode, (double) files.getFirst().sizeBytes() / ROWS, checked);
    }

    /// Rows a second of both threads together, by the clock and by the processor time that they took. The
    /// second is what an idle machine gives; they differ when other programs run.
    private record Rate(double byClock, double byProcessor) {
        @Override
        public String toString() {
            return "%.1fM rows/s (%.1fM by processor time)".formatted(byClock / 1e6, byProcessor / 1e6);
        }
    }

    private interface Work {
        long run(int thread) throws Exception;
    }

    /// The medians of the rounds.
    private Rate rate(Work work) throws Exception {
        double[] byClock = new double[ROUNDS];
        double[] byProcessor = new double[ROUNDS];
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
                long start = System.nanoTime();
                processorNanos.set(0);
                long done = runAll(threads, work);
                if (round >= 0) {
                    byClock[round] = done * 1e9 / (System.nanoTime() - start);
                    byProcessor[round] = done * 1e9 / processorNanos.get() * THREADS;
                }
            }
        }
        Arrays.sort(byClock);
        Arrays.sort(byProcessor);
        return new Rate(byClock[ROUNDS / 2], byProcessor[ROUNDS / 2]);
    }

    private long runAll(ExecutorService threads, Work work) throws Exception {
        List<Callable<Long>> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int own = thread;
            tasks.add(() -> {
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                long rows = work.run(own);
                processorNanos.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
                return rows;
            });
        }
        long done = 0;
        for (Future<Long> task : threads.invokeAll(tasks)) {
            done += task.get();
        }
        checked += done;
        return done;
    }

    private static long write(MemoryObject file, List<RowBatch> batches) {
        file.clear();
        try (RowFileWriter writer = RowFileWriter.open("memory", file, LAYOUT)) {
            batches.forEach(writer::write);
            return writer.finish().rowCount();
        }
    }

    private long read(MemoryObject file) {
        RowFileFooter footer = RowFileFooter.read(file);
        long rows = 0;
        try (RowFileReader reader = new RowFileReader(file, footer, pool)) {
            for (int page = 0; page < footer.pageCount(); page += READ_PAGES) {
                int to = Math.min(footer.pageCount(), page + READ_PAGES);
                rows += reader.readPages(page, to, footer.fields()).rowCount();
            }
        }
        return rows;
    }
}
