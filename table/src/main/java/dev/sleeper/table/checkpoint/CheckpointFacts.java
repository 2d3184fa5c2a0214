package dev.sleeper.table.checkpoint;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.RowFileFooter;
import dev.sleeper.rowfile.RowFileReader;
import dev.sleeper.table.Action;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The facts in a checkpoint, read a few pages at a time. Its first row is the protocol, its second the version
/// of the state; the facts follow.
final class CheckpointFacts implements Iterable<Action>, AutoCloseable {
    private static final int PAGES_AT_ONCE = 4;
    private static final int HEAD_ROWS = 2;

    private final RowFileReader reader;
    private final RowReader rows = new RowReader();
    private final int pageCount;
    private final long version;

    private CheckpointFacts(RowFileReader reader, int pageCount, long version) {
        this.reader = reader;
        this.pageCount = pageCount;
        this.version = version;
    }

    /// @throws IllegalArgumentException when the file is not a checkpoint of a version that we know
    static CheckpointFacts open(ObjectReader in) {
        RowFileFooter footer = RowFileFooter.read(in);
        if (!footer.fields().equals(CheckpointLayout.FIELDS) || footer.rowCount() < HEAD_ROWS) {
            throw new IllegalArgumentException("it does not have the columns of a checkpoint");
        }
        RowFileReader reader = new RowFileReader(in, footer);
        RowBatch head = reader.readPages(0, 1, CheckpointLayout.FIELDS);
        RowReader.checkProtocol(head, 0);
        return new CheckpointFacts(reader, footer.pageCount(), RowReader.version(head, 1));
    }

    /// The version of the state.
    long version() {
        return version;
    }

    @Override
    public Iterator<Action> iterator() {
        int batchCount = Math.ceilDiv(pageCount, PAGES_AT_ONCE);
        return IntStream.range(0, batchCount).boxed().flatMap(this::batch).iterator();
    }

    private Stream<Action> batch(int index) {
        int fromPage = index * PAGES_AT_ONCE;
        int toPage = Math.min(fromPage + PAGES_AT_ONCE, pageCount);
        RowBatch batch = reader.readPages(fromPage, toPage, CheckpointLayout.FIELDS);
        int firstRow = index == 0 ? HEAD_ROWS : 0;
        return IntStream.range(firstRow, batch.rowCount()).mapToObj(row -> rows.read(batch, row));
    }

    @Override
    public void close() {
        reader.close();
    }
}
