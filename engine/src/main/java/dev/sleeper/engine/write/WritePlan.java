package dev.sleeper.engine.write;

import dev.sleeper.engine.write.Placement.Share;
import dev.sleeper.engine.write.Placement.Target;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import dev.sleeper.table.Partition;
import dev.sleeper.table.PartitionTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which files the rows of some sorted runs become. A pure function.
final class WritePlan {
    /// Rows worth less than this share a file with rows of other leaves.
    static final long MIN_FILE_BYTES = 16L << 20;

    /// Files are about so long at most; several of them are written side by side.
    static final long MAX_FILE_BYTES = 64L << 20;

    /// A part of a file that one thread encodes makes a row group of about so many rows and bytes at most: less than
    /// a row group may have, as it is an estimate.
    private static final long PART_ROWS = 900_000;

    static final long PART_BYTES = 32L << 20;

    private WritePlan() {}

    /// A file to be written.
    ///
    /// @param partition the partition that it is for
    /// @param ranges    the keys of its rows, ascending, without overlap
    record PlannedFile(Partition partition, List<KeyRange> ranges) {
        PlannedFile {
            ranges = List.copyOf(ranges);
        }
    }

    /// Plans new files for a tree of partitions, which may be another when the files are committed: a partition
    /// never goes.
    ///
    /// @param runs one or more, of one or more rows each
    static List<PlannedFile> of(PartitionTree tree, List<? extends SortedRun> runs) {
        return targets(tree, runs, MIN_FILE_BYTES).stream()
                .flatMap(target -> cut(target, runs).stream())
                .toList();
    }

    /// The same, with one file for each partition however long it becomes.
    ///
    /// @param minFileBytes rows worth less than this share a file with rows of other leaves
    static List<PlannedFile> uncut(PartitionTree tree, List<? extends SortedRun> runs, long minFileBytes) {
        return targets(tree, runs, minFileBytes).stream()
                .map(target -> new PlannedFile(target.partition(), target.ranges()))
                .toList();
    }

    private static List<Target> targets(PartitionTree tree, List<? extends SortedRun> runs, long minFileBytes) {
        long sizeBytes = runs.stream().mapToLong(SortedRun::storedBytes).sum();
        KeyRange hull = hull(runs);
        if (sizeBytes < minFileBytes) {
            Partition partition = tree.commonAncestor(hull);
            return List.of(new Target(partition, List.of(partition.range()), sizeBytes));
        }
        return Placement.of(tree, shares(tree, runs, hull, sizeBytes), minFileBytes);
    }

    private static KeyRange hull(List<? extends SortedRun> runs) {
        Key min = runs.getFirst().minKey();
        Key max = runs.getFirst().maxKey();
        for (SortedRun run : runs) {
            min = run.minKey().compareTo(min) < 0 ? run.minKey() : min;
            max = run.maxKey().compareTo(max) > 0 ? run.maxKey() : max;
        }
        return new KeyRange(min, max.next());
    }

    private static List<Share> shares(
            PartitionTree tree, List<? extends SortedRun> runs, KeyRange hull, long sizeBytes) {
        long rowCount = runs.stream().mapToLong(SortedRun::rowCount).sum();
        List<Share> shares = new ArrayList<>();
        long below = 0;
        for (Partition leaf : tree.leavesOverlapping(hull)) {
            long belowMax = rowsBelow(runs, leaf.range().max());
            // Spilled runs count by the page, so a leaf of few rows may seem to have none.
            long share = (long) ((double) (belowMax - below) / rowCount * sizeBytes);
            shares.add(new Share(leaf, Math.max(1, share)));
            below = belowMax;
        }
        return shares;
    }

    /// How many rows of all runs are below a key, about; all of them when there is no key.
    static long rowsBelow(List<? extends SortedRun> runs, @Nullable Key max) {
        return runs.stream()
                .mapToLong(run -> max == null ? run.rowCount() : run.rowsBelow(max))
                .sum();
    }

    /// Cuts what one partition gets into files of about the same length.
    private static List<PlannedFile> cut(Target target, List<? extends SortedRun> runs) {
        int fileCount = Math.toIntExact(Math.ceilDiv(target.sizeBytes(), MAX_FILE_BYTES));
        if (fileCount <= 1) {
            return List.of(new PlannedFile(target.partition(), target.ranges()));
        }
        return cut(target.ranges(), fileCount, samples(target.ranges(), runs)).stream()
                .map(ranges -> new PlannedFile(target.partition(), ranges))
                .toList();
    }

    /// Cuts the keys of a planned file into parts that several threads may encode, ascending: one when it is short,
    /// else about as many for each thread.
    static List<List<KeyRange>> parts(PlannedFile file, List<? extends SortedRun> runs, int threads) {
        long rowCount = runs.stream().mapToLong(SortedRun::rowCount).sum();
        long sizeBytes = runs.stream().mapToLong(SortedRun::storedBytes).sum();
        if (rowCount <= PART_ROWS && sizeBytes <= PART_BYTES) {
            return List.of(file.ranges());
        }
        List<Key> samples = samples(file.ranges(), runs);
        long allSamples =
                runs.stream().mapToLong(run -> run.sampleKeys().size()).sum();
        double share = samples.size() / (double) Math.max(1, allSamples);
        double count = Math.max(rowCount * share / PART_ROWS, sizeBytes * share / PART_BYTES);
        int rounds = Math.max(1, (int) Math.ceil(count / threads));
        return cut(file.ranges(), rounds * threads, samples);
    }

    private static List<Key> samples(List<KeyRange> ranges, List<? extends SortedRun> runs) {
        return runs.stream()
                .flatMap(run -> run.sampleKeys().stream())
                .filter(key -> ranges.stream().anyMatch(range -> range.contains(key)))
                .sorted()
                .toList();
    }

    private static List<List<KeyRange>> cut(List<KeyRange> ranges, int count, List<Key> samples) {
        List<List<KeyRange>> cut = new ArrayList<>();
        List<KeyRange> rest = ranges;
        for (int i = 1; i < count && !samples.isEmpty(); i++) {
            Key at = samples.get((int) ((long) samples.size() * i / count));
            List<KeyRange> before = below(rest, at);
            if (!before.isEmpty()) {
                cut.add(before);
                rest = from(rest, at);
            }
        }
        cut.add(rest);
        return cut;
    }

    private static List<KeyRange> below(List<KeyRange> ranges, Key at) {
        return ranges.stream()
                .filter(range -> range.min().compareTo(at) < 0)
                .map(range -> range.contains(at) ? new KeyRange(range.min(), at) : range)
                .toList();
    }

    private static List<KeyRange> from(List<KeyRange> ranges, Key at) {
        return ranges.stream()
                .filter(range -> range.max() == null || range.max().compareTo(at) > 0)
                .map(range -> range.contains(at) ? new KeyRange(at, range.max()) : range)
                .toList();
    }
}
