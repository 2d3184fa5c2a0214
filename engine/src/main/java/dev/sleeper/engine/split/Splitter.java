package dev.sleeper.engine.split;

import dev.sleeper.engine.properties.TableProperty;
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
import java.util.HashMap;
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

    /// In the background, a leaf is split when it is longer, however few rows it has.
    private static final long MAX_LEAF_BYTES = 2L << 30;

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

    /// With how many rows a leaf is split in the background.
    public static long maxLeafRows(TableState state) {
        long threshold = TableProperty.SPLIT_THRESHOLD.of(state.options());
        if (state.rowCount() == 0) {
            return threshold;
        }
        long rowBytes = Math.max(1, state.sizeBytes() / state.rowCount());
        return Math.min(threshold, Math.max(1, MAX_LEAF_BYTES / rowBytes));
    }

    /// Splits leaves with more rows than that, by one change.
    ///
    /// @param maxLeafRows more rows than these are too many for a leaf
    /// @param maxWithFiles so many leaves are split at most that have files of their own
    /// @return how many leaves were split; 0 also when others changed them first
    /// @throws StoreUnavailableException when the store did not answer; leaves may have been split all the same
    public int split(Table table, long maxLeafRows, int maxWithFiles) {
        try {
            return splitNow(table, maxLeafRows, maxWithFiles, false);
        } catch (MissingObjectException gone) {
            // A compaction replaced the file longer ago than this look at the table, which takes place anew.
            return splitNow(table, maxLeafRows, maxWithFiles, true);
        }
    }

    /// @param anew what is missing now is really missing
    private int splitNow(Table table, long maxLeafRows, int maxWithFiles, boolean anew) {
        Map<String, List<Partition>> splits =
                splits(table, table.read(Freshness.FRESH), maxLeafRows, maxWithFiles, anew);
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

    /// The leaves to split, and into what. Goes down the tree once and takes of each sketch along what lies in a
    /// partition. A sketch is read once, and only where a leaf further down may be too large.
    private Map<String, List<Partition>> splits(
            Table table, TableState state, long maxLeafRows, int maxWithFiles, boolean anew) {
        int room = maxWithFiles;
        Map<String, Long> most = mostLeafRows(state);
        Map<String, List<Partition>> splits = new LinkedHashMap<>();
        Map<String, List<KeySketch>> above = new HashMap<>(Map.of(Partition.ROOT_ID, List.of()));
        for (Partition partition : state.partitions().overlapping(KeyRange.ALL)) {
            List<KeySketch> inherited = above.remove(partition.id());
            if (inherited == null) {
                continue;
            }
            List<KeySketch> sketches = within(inherited, partition.range());
            if (rows(sketches) + most.getOrDefault(partition.id(), 0L) <= maxLeafRows
                    || !addSketches(table, state, partition, anew, sketches)) {
                continue;
            }
            partition.children().forEach(child -> above.put(child, sketches));
            List<Key> cuts = partition.isLeaf() ? cuts(KeySketch.union(sketches), partition, maxLeafRows) : List.of();
            boolean withFiles = !state.filesIn(partition.id()).isEmpty();
            if (!cuts.isEmpty() && (!withFiles || room > 0)) {
                splits.put(partition.id(), children(partition, cuts));
                room -= withFiles ? 1 : 0;
            }
            if (splits.size() == MAX_LEAVES) {
                break;
            }
        }
        return splits;
    }

    /// By partition, how many rows the files of it and of the partitions below put into one leaf at most.
    private static Map<String, Long> mostLeafRows(TableState state) {
        Map<String, Long> most = new HashMap<>();
        for (Partition partition : state.partitions().overlapping(KeyRange.ALL).reversed()) {
            long below =
                    partition.children().stream().mapToLong(most::get).max().orElse(0);
            long own = state.filesIn(partition.id()).stream()
                    .mapToLong(DataFile::rowCount)
                    .sum();
            most.put(partition.id(), own + below);
        }
        return most;
    }

    private static List<KeySketch> within(List<KeySketch> sketches, KeyRange range) {
        List<KeySketch> within = new ArrayList<>();
        sketches.stream()
                .map(sketch -> sketch.within(range))
                .filter(sketch -> sketch.rowCount() > 0)
                .forEach(within::add);
        return within;
    }

    private static long rows(List<KeySketch> sketches) {
        return sketches.stream().mapToLong(KeySketch::rowCount).sum();
    }

    /// Adds the sketches of a partition's own files; false when one of them cannot be read.
    private boolean addSketches(
            Table table, TableState state, Partition partition, boolean anew, List<KeySketch> sketches) {
        try {
            for (DataFile file : state.filesIn(partition.id())) {
                sketches.add(
                        cache.file(table.path(file.location()), state.schema()).sketch());
            }
            return true;
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
        return false;
    }

    /// Where to cut a leaf; nowhere when it is small enough, or all its rows have one key.
    private static List<Key> cuts(KeySketch sketch, Partition leaf, long maxLeafRows) {
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
