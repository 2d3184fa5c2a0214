package dev.sleeper.engine.split;

import dev.sleeper.engine.scan.DamagedFiles;
import dev.sleeper.engine.scan.FileCache;
import dev.sleeper.environment.Environment;
import dev.sleeper.log.CommitResult;
import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.MissingObjectException;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import dev.sleeper.rowfile.CorruptFileException;
import dev.sleeper.rowfile.KeySketch;
import dev.sleeper.table.Change.SplitPartition;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.Partition;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Splits leaves that have too many rows, where the sketches of their files say that the rows divide evenly. No file
/// moves: those of the leaf are on an inner partition then, until a compaction takes their rows further down.
///
/// Thread-safe; any number of processes may split one table at once.
public final class Splitter {
    /// A leaf becomes so many at most in one go.
    private static final int MAX_CHILDREN = 16;

    /// One change splits so many leaves at most; the entry of the log stays small.
    private static final int MAX_LEAVES = 100;

    private final FileCache cache;
    private final DamagedFiles damaged;
    private final Environment environment;

    /// @param cache   opens data files, for their sketches
    /// @param damaged takes up files whose sketch cannot be read; leaves that have rows in them are not split
    public Splitter(FileCache cache, DamagedFiles damaged, Environment environment) {
        this.cache = cache;
        this.damaged = damaged;
        this.environment = environment;
    }

    /// Splits every leaf with more rows than that, by one change.
    ///
    /// @param maxLeafRows more rows than these are too many for a leaf
    /// @return how many leaves were split; 0 also when others changed them first
    /// @throws StoreUnavailableException when the store did not answer; leaves may have been split all the same
    public int split(Table table, long maxLeafRows) {
        try {
            return splitNow(table, maxLeafRows, false);
        } catch (MissingObjectException gone) {
            // A compaction replaced the file longer ago than this look at the table, which takes place anew.
            return splitNow(table, maxLeafRows, true);
        }
    }

    /// @param anew what is missing now is really missing
    private int splitNow(Table table, long maxLeafRows, boolean anew) {
        TableState state = table.read(Freshness.FRESH);
        Map<String, List<Partition>> splits = new LinkedHashMap<>();
        for (Partition leaf : state.partitions().leaves()) {
            List<Key> cuts = splits.size() < MAX_LEAVES ? cuts(table, state, leaf, maxLeafRows, anew) : List.of();
            if (!cuts.isEmpty()) {
                splits.put(leaf.id(), children(leaf, cuts));
            }
        }
        if (splits.isEmpty()) {
            return 0;
        }
        return switch (table.commitIfFit(new SplitPartition(splits))) {
            case CommitResult.Committed committed -> splits.size();
            case CommitResult.AlreadyCommitted already -> splits.size();
            case CommitResult.Unknown(String reason) -> throw new StoreUnavailableException(reason, null);
            case CommitResult.Rejected rejected -> 0;
        };
    }

    /// Where to cut a leaf; nowhere when one of its files cannot be read.
    private List<Key> cuts(Table table, TableState state, Partition leaf, long maxLeafRows, boolean anew) {
        try {
            return cuts(table, state, leaf, maxLeafRows);
        } catch (CorruptFileException e) {
            damaged.add(e.path(), String.valueOf(e.getMessage()));
        } catch (MissingObjectException gone) {
            if (!anew) {
                throw gone;
            }
            damaged.add(
                    gone.path(),
                    String.valueOf(
                            CorruptFileException.missing(gone.path(), gone).getMessage()));
        }
        return List.of();
    }

    /// Where to cut a leaf; nowhere when it is small enough, or all its rows have one key.
    private List<Key> cuts(Table table, TableState state, Partition leaf, long maxLeafRows) {
        List<DataFile> files = new ArrayList<>();
        for (Partition partition : state.partitions().pathToRoot(leaf.id())) {
            files.addAll(state.filesIn(partition.id()));
        }
        if (files.stream().mapToLong(DataFile::rowCount).sum() <= maxLeafRows) {
            return List.of();
        }
        KeySketch sketch = KeySketch.union(files.stream()
                .map(file -> cache.file(table.path(file.location()), state.schema())
                        .sketch()
                        .within(leaf.range()))
                .toList());
        if (sketch.rowCount() <= maxLeafRows) {
            return List.of();
        }
        long halves = sketch.rowCount() / Math.max(1, maxLeafRows / 2);
        return sketch.cuts(Math.clamp(halves, 2, MAX_CHILDREN)).stream()
                .filter(cut -> cut.compareTo(leaf.range().min()) > 0)
                .toList();
    }

    private List<Partition> children(Partition leaf, List<Key> cuts) {
        List<Partition> children = new ArrayList<>();
        Key min = leaf.range().min();
        for (Key cut : cuts) {
            children.add(child(leaf, new KeyRange(min, cut)));
            min = cut;
        }
        @Nullable Key max = leaf.range().max();
        children.add(child(leaf, new KeyRange(min, max)));
        return children;
    }

    private Partition child(Partition leaf, KeyRange range) {
        return Partition.leaf(environment.randomId(), leaf.id(), range);
    }
}
