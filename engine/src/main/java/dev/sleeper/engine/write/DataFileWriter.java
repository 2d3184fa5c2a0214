package dev.sleeper.engine.write;

import dev.sleeper.engine.write.WritePlan.PlannedFile;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyRange;
import dev.sleeper.rowfile.ColumnBounds;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.rowfile.RowFileSummary;
import dev.sleeper.rowfile.RowFileWriter;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileId;
import dev.sleeper.table.FileLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/// Merges sorted runs into data files in the store. A file that the store did not clearly take is written again under
/// another id; what may be left of it is an orphan, which clean-up finds. Thread-safe.
final class DataFileWriter {
    private static final int MAX_ATTEMPTS = 3;
    /// What a thread holds at most: a part that it encodes, another that goes to the file, and the rows that it merges.
    private static final long THREAD_BYTES = 2 * WritePlan.PART_BYTES + FileParts.MERGE_BYTES;
    /// So many times its size in store a small file takes while it is written, decoded and encoded.
    private static final int BYTES_A_STORED_BYTE = 4;

    private final ObjectStore store;
    private final ExecutorService workers;
    private final WriteMemory memory;
    private final int threads;
    private final Schema schema;
    private final Function<FileLocation, String> pathOf;
    private final Supplier<FileId> ids;

    /// @param threads how many write one file at most; fewer do when they are busy or there is little memory. With one,
    ///     it is the caller's own, for any number of files
    DataFileWriter(
            WriteSources sources,
            Schema schema,
            Function<FileLocation, String> pathOf,
            Supplier<FileId> ids,
            int threads) {
        this.store = sources.store();
        this.workers = sources.workers();
        this.memory = sources.memory();
        this.threads = threads;
        this.schema = schema;
        this.pathOf = pathOf;
        this.ids = ids;
    }

    /// Writes planned files, side by side where several threads may; one that no run has a row for is left out.
    ///
    /// @throws StoreUnavailableException when the store does not take one
    List<DataFile> write(List<PlannedFile> plan, List<? extends SortedRun> runs) {
        if (plan.size() == 1 || threads == 1) {
            return plan.stream().flatMap(file -> write(file, runs).stream()).toList();
        }
        Queue<PlannedFile> left = new ConcurrentLinkedQueue<>(plan);
        List<Future<List<DataFile>>> written = new ArrayList<>();
        try {
            for (int i = 0; i < Math.min(threads, plan.size()); i++) {
                written.add(workers.submit(() -> writeThoseLeft(left, runs)));
            }
        } catch (RejectedExecutionException stopping) {
            // The process ends. Those that have begun still read the runs.
            left.clear();
            Waiting.forAll(written);
            throw new StoreUnavailableException("The process ends, and begins to write no more files", stopping);
        }
        return Waiting.forAll(written).stream().flatMap(List::stream).toList();
    }

    /// What one of several threads does. When it fails, the others begin no more files.
    private List<DataFile> writeThoseLeft(Queue<PlannedFile> left, List<? extends SortedRun> runs) {
        List<DataFile> written = new ArrayList<>();
        try {
            for (PlannedFile file = left.poll(); file != null; file = left.poll()) {
                write(file, runs).ifPresent(written::add);
            }
        } finally {
            left.clear();
        }
        return written;
    }

    /// Writes one planned file; empty when no run has a row for it.
    private Optional<DataFile> write(PlannedFile plan, List<? extends SortedRun> runs) {
        for (int attempt = 1; ; attempt++) {
            FileLocation location = new FileLocation(plan.partition().id(), ids.get());
            String path = pathOf.apply(location);
            try (ObjectWriter out = store.create(path)) {
                RowFileSummary summary = write(path, out, plan, runs);
                if (summary.rowCount() == 0) {
                    return Optional.empty();
                }
                PutOutcome outcome = out.finish();
                if (outcome == PutOutcome.CREATED) {
                    return Optional.of(dataFile(location, plan, summary));
                }
                if (attempt == MAX_ATTEMPTS) {
                    throw new StoreUnavailableException(
                            "The store did not take data file " + path + ": " + outcome, null);
                }
            }
        }
    }

    private RowFileSummary write(String path, ObjectWriter out, PlannedFile plan, List<? extends SortedRun> runs) {
        long rowCount = rowCount(plan, runs);
        long ownBytes = ownBytes(rowCount, runs);
        memory.add(ownBytes);
        try {
            return write(path, out, rowCount, WritePlan.parts(plan, runs, threads), runs);
        } finally {
            memory.release(ownBytes);
        }
    }

    private RowFileSummary write(
            String path, ObjectWriter out, long rowCount, List<List<KeyRange>> ranges, List<? extends SortedRun> runs) {
        RowFileLayout layout = RowFileLayout.of(schema).withKeyFilters(rowCount);
        try (RowFileWriter writer = RowFileWriter.open(path, out, layout)) {
            FileParts parts = new FileParts(path, schema, layout, writer, ranges, runs);
            try {
                for (int i = 1; i < Math.min(threads, ranges.size()); i++) {
                    workers.execute(() -> help(parts));
                }
            } catch (RejectedExecutionException stopping) {
                // The process ends: this thread writes the parts that no other has begun.
            }
            parts.work();
            parts.await();
            return writer.finish();
        }
    }

    /// About how many rows a planned file gets.
    private static long rowCount(PlannedFile plan, List<? extends SortedRun> runs) {
        long rowCount = 0;
        for (KeyRange range : plan.ranges()) {
            rowCount += WritePlan.rowsBelow(runs, range.max()) - WritePlan.rowsBelow(runs, range.min());
        }
        return rowCount;
    }

    /// About what the thread that writes a file holds.
    private static long ownBytes(long rowCount, List<? extends SortedRun> runs) {
        long allRows = runs.stream().mapToLong(SortedRun::rowCount).sum();
        long allBytes = runs.stream().mapToLong(SortedRun::storedBytes).sum();
        double storedBytes = allBytes * (rowCount / (double) Math.max(1, allRows));
        return Math.min(THREAD_BYTES, Math.round(BYTES_A_STORED_BYTE * storedBytes));
    }

    /// Takes part in writing a file, if there is memory for that.
    private void help(FileParts parts) {
        if (memory.tryAdd(THREAD_BYTES)) {
            try {
                parts.work();
            } finally {
                memory.release(THREAD_BYTES);
            }
        }
    }

    private DataFile dataFile(FileLocation location, PlannedFile plan, RowFileSummary summary) {
        Key minKey = Objects.requireNonNull(summary.minKey());
        Key maxKey = Objects.requireNonNull(summary.maxKey());
        if (!plan.partition().range().contains(minKey)
                || !plan.partition().range().contains(maxKey)) {
            throw new IllegalStateException(
                    "Data file " + location + " has keys from " + minKey + " to " + maxKey + ", outside its partition");
        }
        KeyCodec codec = KeyCodec.ofAllKeys(schema);
        List<ColumnBounds> bounds = summary.keyBounds();
        return new DataFile(
                location.id(),
                location.partitionId(),
                summary.sizeBytes(),
                summary.rowCount(),
                minKey,
                maxKey,
                codec.encode(bounds.stream().map(ColumnBounds::min).toList()),
                codec.encode(bounds.stream().map(ColumnBounds::max).toList()),
                summary.checksum());
    }
}
