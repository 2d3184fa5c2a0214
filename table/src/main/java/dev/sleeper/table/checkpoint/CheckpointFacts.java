package dev.sleeper.table.checkpoint;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.StructColumn;
import dev.sleeper.rowfile.RowFileFooter;
import dev.sleeper.rowfile.RowFileReader;
import dev.sleeper.schema.Field;
import dev.sleeper.table.Action;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// The facts in a checkpoint, read a few pages at a time, and some pages ahead of who takes them. Its first row is the
/// protocol, its second the version of the state; the facts follow. They can be taken once.
///
/// Not thread-safe.
final class CheckpointFacts implements Iterable<Action>, AutoCloseable {
    private static final int PAGES_AT_ONCE = 4;
    private static final int BATCHES_AHEAD = 4;
    private static final int HEAD_ROWS = 2;

    private final RowFileReader reader;
    private final Executor executor;
    private final int pageCount;
    private final long version;
    private final Deque<CompletableFuture<List<Action>>> ahead = new ArrayDeque<>();
    private int nextPage;

    private CheckpointFacts(RowFileReader reader, Executor executor, int pageCount, long version) {
        this.reader = reader;
        this.executor = executor;
        this.pageCount = pageCount;
        this.version = version;
    }

    /// @param executor reads pages ahead
    /// @throws IllegalArgumentException when the file is not a checkpoint of a version that we know
    static CheckpointFacts open(ObjectReader in, Executor executor) {
        RowFileFooter footer = RowFileFooter.read(in);
        if (!footer.fields().equals(CheckpointLayout.FIELDS) || footer.rowCount() < HEAD_ROWS) {
            throw new IllegalArgumentException("it does not have the columns of a checkpoint");
        }
        RowFileReader reader = new RowFileReader(in, footer);
        RowBatch head = reader.readPages(0, 1, CheckpointLayout.FIELDS);
        RowReader.checkProtocol(head, 0);
        return new CheckpointFacts(reader, executor, footer.pageCount(), RowReader.version(head, 1));
    }

    /// The version of the state.
    long version() {
        return version;
    }

    @Override
    public Iterator<Action> iterator() {
        return new Iterator<>() {
            private Iterator<Action> batch = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!batch.hasNext() && (!ahead.isEmpty() || nextPage < pageCount)) {
                    batch = nextBatch().iterator();
                }
                return batch.hasNext();
            }

            @Override
            public Action next() {
                return hasNext()
                        ? batch.next()
                        : Collections.<Action>emptyIterator().next();
            }
        };
    }

    /// The facts of the next pages, while those after them are being read.
    private List<Action> nextBatch() {
        while (ahead.size() < BATCHES_AHEAD && nextPage < pageCount) {
            int fromPage = nextPage;
            nextPage = Math.min(fromPage + PAGES_AT_ONCE, pageCount);
            ahead.add(begin(fromPage, nextPage));
        }
        try {
            return ahead.remove().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private CompletableFuture<List<Action>> begin(int fromPage, int toPage) {
        try {
            return CompletableFuture.supplyAsync(() -> read(fromPage, toPage), executor);
        } catch (RejectedExecutionException stopping) {
            // The process is stopping; it still answers those who wait.
            return CompletableFuture.completedFuture(read(fromPage, toPage));
        }
    }

    private List<Action> read(int fromPage, int toPage) {
        return new RowReader().read(fromPage == 0 ? HEAD_ROWS : 0, kind -> {
            List<Field> field = List.of(CheckpointLayout.FIELDS.get(kind));
            return (StructColumn)
                    reader.readPages(fromPage, toPage, field).columns().getFirst();
        });
    }

    /// Ends once nothing more is being read.
    @Override
    public void close() {
        ahead.forEach(batch -> batch.handle((facts, failed) -> 0).join());
        reader.close();
    }
}
