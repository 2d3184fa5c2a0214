package dev.sleeper.engine.write;

import dev.sleeper.engine.merge.BatchLimits;
import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.engine.merge.RowMerge;
import dev.sleeper.engine.sort.RowSorter;
import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileId;
import dev.sleeper.table.FileLocation;
import dev.sleeper.table.PartitionTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/// The rows of one write, in any order, until they are stored as data files. Pieces of each batch that fit in a
/// processor's cache are sorted by other threads as they come; what does not fit in memory is merged into a run on
/// local disk.
///
/// Not thread-safe. Closing it gives memory and disk back; files that were stored stay.
public final class RowBuffer implements AutoCloseable {
    private static final int PIECE_ROWS = 1 << 17;
    private static final long PIECE_BYTES = 16L << 20;

    private final Schema schema;
    private final WriteSources sources;
    private final List<Future<RowBatch>> pieces = new ArrayList<>();
    private final List<SortedRun> spilled = new ArrayList<>();
    private final List<SpillFile> spillFiles = new ArrayList<>();
    private long heldBytes;
    private long rowCount;

    public RowBuffer(Schema schema, WriteSources sources) {
        this.schema = schema;
        this.sources = sources;
    }

    /// How many rows were added.
    public long rowCount() {
        return rowCount;
    }

    /// Counts rows that are not to be stored.
    public void count(RowBatch batch) {
        rowCount += batch.rowCount();
    }

    /// Adds rows.
    ///
    /// @param batch has the schema's fields, in their order
    /// @throws dev.sleeper.objectstore.StoreUnavailableException when they do not fit in memory, nor on disk
    public void add(RowBatch batch) {
        if (batch.rowCount() == 0) {
            return;
        }
        long rowBytes = Math.max(1, batch.sizeBytes() / batch.rowCount());
        int pieceRows = Math.clamp(PIECE_BYTES / rowBytes, 1, PIECE_ROWS);
        for (int from = 0; from < batch.rowCount(); from += pieceRows) {
            RowBatch piece = batch.slice(from, Math.min(batch.rowCount(), from + pieceRows));
            pieces.add(sources.workers().submit(() -> RowSorter.sort(piece, schema)));
            hold(piece.sizeBytes());
            if (sources.memory().mustSpill(heldBytes)) {
                spill();
            }
        }
        rowCount += batch.rowCount();
    }

    /// Writes all rows to data files for a tree of partitions.
    ///
    /// @param pathOf where a file is in the store
    /// @param ids    mints the files' ids
    /// @return the files; none when there are no rows
    /// @throws dev.sleeper.objectstore.StoreUnavailableException when the store does not take a file
    public List<DataFile> store(PartitionTree tree, Function<FileLocation, String> pathOf, Supplier<FileId> ids) {
        if (rowCount == 0) {
            return List.of();
        }
        List<SortedRun> runs = new ArrayList<>(spilled);
        runs.addAll(sortedPieces());
        DataFileWriter writer = new DataFileWriter(sources, schema, pathOf, ids, sources.threads());
        return writer.write(WritePlan.of(tree, runs), runs);
    }

    private void hold(long bytes) {
        heldBytes += bytes;
        sources.memory().add(bytes);
    }

    private void letGo() {
        sources.memory().release(heldBytes);
        heldBytes = 0;
        pieces.clear();
    }

    private List<MemoryRun> sortedPieces() {
        return Waiting.forAll(pieces).stream()
                .map(piece -> new MemoryRun(piece, schema))
                .toList();
    }

    private void spill() {
        List<RowCursor> sorted = new ArrayList<>();
        for (MemoryRun run : sortedPieces()) {
            sorted.add(run.rows(List.of(KeyRange.ALL), Long.MAX_VALUE));
        }
        SpillFile file =
                SpillFile.create(sources.spillDirectory(), sources.names().get());
        spillFiles.add(file);
        RowCursor rows = RowMerge.of(sorted, schema, BatchLimits.STANDARD);
        spilled.add(FileRun.spill(rows, schema, file, sources.decoders()));
        letGo();
    }

    @Override
    public void close() {
        pieces.forEach(piece -> piece.cancel(true));
        letGo();
        spillFiles.forEach(SpillFile::close);
        spillFiles.clear();
        spilled.clear();
    }
}
