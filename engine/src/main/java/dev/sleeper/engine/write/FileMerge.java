package dev.sleeper.engine.write;

import dev.sleeper.engine.scan.FileCache;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileId;
import dev.sleeper.table.FileLocation;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.Table;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/// Merges data files of a table into new ones, as deep in the tree of partitions as they are worth a file there.
/// Thread-safe.
public final class FileMerge {
    private final WriteSources sources;
    private final FileCache cache;
    private final int threads;

    /// @param cache opens the files that are merged
    public FileMerge(WriteSources sources, FileCache cache) {
        this(sources, cache, sources.threads());
    }

    private FileMerge(WriteSources sources, FileCache cache, int threads) {
        this.sources = sources;
        this.cache = cache;
        this.threads = threads;
    }

    /// The same on the calling thread alone.
    public FileMerge alone() {
        return new FileMerge(sources, cache, 1);
    }

    /// Writes all rows of some files anew. Nothing is committed.
    ///
    /// @param state        the table that the files are of
    /// @param inputs       one or more
    /// @param minFileBytes what the rows of a partition have to be worth for them to get a file there
    /// @param ids          mints the new files' ids
    /// @param read         told how many rows were read since it was told last, by any thread; what it throws
    ///     ends the merge
    /// @throws dev.sleeper.rowfile.CorruptFileException when an input is damaged
    /// @throws dev.sleeper.objectstore.MissingObjectException when an input is gone
    /// @throws dev.sleeper.objectstore.StoreUnavailableException when the store does not answer
    public List<DataFile> merge(
            TableState state, List<DataFile> inputs, long minFileBytes, Supplier<FileId> ids, IntConsumer read) {
        String directory = Table.directory(state.tableId());
        Function<FileLocation, String> pathOf = location -> directory + location.path();
        List<WatchedRun> runs = inputs.stream()
                .map(input -> new WatchedRun(
                        FileRun.of(input, cache.file(pathOf.apply(input.location()), state.schema()), state.schema()),
                        read))
                .toList();
        return new DataFileWriter(sources, state.schema(), pathOf, ids, threads)
                .write(WritePlan.uncut(state.partitions(), runs, minFileBytes), runs);
    }
}
