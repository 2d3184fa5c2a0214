package dev.sleeper.engine.compact;

import dev.sleeper.engine.properties.TableProperty;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.Partition;
import dev.sleeper.table.PartitionTree;
import dev.sleeper.table.TableState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Chooses what to merge. Files of similar size are merged with each other: some files qualify when all but the
/// largest are together so many times as long as that. And an inner partition gives up its files when they are
/// worth a file for each of many leaves. A pure function.
///
/// @param ratio    the least ratio that qualifies
/// @param maxFiles how many files are merged at once at most
public record CompactionPolicy(int ratio, int maxFiles) {
    /// What the share of a partition has to be worth before files go there.
    private static final long MIN_SHARE_BYTES = 16L << 20;

    /// Among so many partitions, as a rule, the files of one are divided in one go.
    private static final int MAX_SHARES = 16;

    /// What to do next so that in the end each leaf has one file at most and no other partition has any, each with
    /// other files.
    ///
    /// @param usable files that can be merged
    public static List<Compaction> chooseAll(TableState state, Predicate<DataFile> usable) {
        return WholeCompaction.choose(state, usable);
    }

    /// The policy that a table's options name. With so few files at once that hardly any could ever have the ratio,
    /// a lower one counts, so that no leaf's files grow without end.
    public static CompactionPolicy of(Map<String, String> options) {
        int maxFiles = (int) TableProperty.BATCH_FILES.of(options);
        return new CompactionPolicy((int) Math.min(TableProperty.SIZE_RATIO.of(options), (maxFiles - 1) / 2), maxFiles);
    }

    /// All compactions that are worth doing, each with other files.
    ///
    /// @param usable files that can be merged
    public List<Compaction> choose(TableState state, Predicate<DataFile> usable) {
        return choose(state, state.partitions().partitions(), usable);
    }

    /// Those of some partitions.
    List<Compaction> choose(TableState state, Collection<Partition> partitions, Predicate<DataFile> usable) {
        List<Compaction> chosen = new ArrayList<>();
        for (Partition partition : partitions) {
            Collection<DataFile> files = state.filesIn(partition.id());
            if (files.size() > ratio || (!partition.isLeaf() && !files.isEmpty())) {
                chosen.addAll(
                        choose(state.partitions(), partition, files.stream().filter(usable)));
            }
        }
        return chosen;
    }

    private List<Compaction> choose(PartitionTree tree, Partition partition, Stream<DataFile> files) {
        List<DataFile> ascending = files.sorted(
                        Comparator.comparingLong(DataFile::sizeBytes).thenComparing(DataFile::id))
                .toList();
        List<DataFile> longest = ascending.subList(Math.max(0, ascending.size() - maxFiles), ascending.size());
        List<List<DataFile>> chosen =
                isWorthFilesBelow(tree, partition, longest) ? List.of(longest) : similar(ascending);
        return chosen.stream()
                .map(inputs -> new Compaction(partition.id(), inputs, MIN_SHARE_BYTES))
                .toList();
    }

    /// Whether files of an inner partition are worth a file for each of its leaves, or for [#MAX_SHARES] of them. What
    /// is left in the partition after they were divided is less: each child has got its rows, or had less than a
    /// file's worth of them.
    private static boolean isWorthFilesBelow(PartitionTree tree, Partition partition, List<DataFile> files) {
        long affordable = size(files) / MIN_SHARE_BYTES;
        return !partition.isLeaf()
                && affordable >= partition.children().size()
                && (affordable >= MAX_SHARES || leaves(tree, partition, MAX_SHARES) <= affordable);
    }

    /// How many leaves a partition has, counted no further than to a bound.
    static int leaves(PartitionTree tree, Partition partition, int bound) {
        Deque<Partition> open = new ArrayDeque<>(List.of(partition));
        int leaves = 0;
        while (!open.isEmpty() && leaves < bound) {
            Partition at = open.pop();
            leaves += at.isLeaf() ? 1 : 0;
            at.children().forEach(child -> open.push(tree.partition(child).orElseThrow()));
        }
        return leaves;
    }

    private List<List<DataFile>> similar(List<DataFile> ascending) {
        List<DataFile> files = ascending;
        while (files.size() >= 2 && !qualify(files)) {
            files = files.subList(0, files.size() - 1);
        }
        List<List<DataFile>> windows = new ArrayList<>();
        int from = 0;
        while (files.size() - from >= 2) {
            List<DataFile> window = files.subList(from, Math.min(files.size(), from + maxFiles));
            boolean taken = qualify(window);
            if (taken) {
                windows.add(window);
            }
            from += taken ? window.size() : 1;
        }
        return windows;
    }

    private boolean qualify(List<DataFile> ascending) {
        long largest = ascending.getLast().sizeBytes();
        return ratio * largest <= size(ascending) - largest;
    }

    private static long size(List<DataFile> files) {
        return files.stream().mapToLong(DataFile::sizeBytes).sum();
    }
}
