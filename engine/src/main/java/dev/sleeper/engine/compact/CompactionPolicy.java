package dev.sleeper.engine.compact;

import dev.sleeper.table.DataFile;
import dev.sleeper.table.Partition;
import dev.sleeper.table.PartitionTree;
import dev.sleeper.table.TableState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/// Chooses what to merge. Files of similar size are merged with each other: some files qualify when all but the
/// largest are together so many times as long as that. And an inner partition gives up all its files when they
/// are long enough to be worth files further down. A pure function.
///
/// @param ratio    the least ratio that qualifies
/// @param maxFiles how many files are merged at once at most
public record CompactionPolicy(int ratio, int maxFiles) {
    /// Merges four files or more of similar size, twelve at most.
    public static final CompactionPolicy STANDARD = new CompactionPolicy(3, 12);

    /// What the share of a partition has to be worth before files go there.
    static final long MIN_SHARE_BYTES = 16L << 20;

    /// Among so many partitions, at most, the files of one are divided in one go.
    private static final int MAX_SHARES = 16;

    /// What to do next so that in the end each leaf has one file at most and no other partition has any, each with
    /// other files.
    public static List<Compaction> chooseAll(TableState state) {
        return WholeCompaction.choose(state);
    }

    /// All compactions that are worth doing, each with other files.
    public List<Compaction> choose(TableState state) {
        List<Compaction> chosen = new ArrayList<>();
        for (Partition partition : state.partitions().partitions()) {
            chosen.addAll(choose(state, partition));
        }
        return chosen;
    }

    /// What is worth doing with the files of one partition.
    public List<Compaction> choose(TableState state, Partition partition) {
        List<DataFile> ascending = new ArrayList<>(state.filesIn(partition.id()));
        ascending.sort(Comparator.comparingLong(DataFile::sizeBytes).thenComparing(DataFile::id));
        List<List<DataFile>> chosen =
                isWorthFilesBelow(state.partitions(), partition, size(ascending)) ? cut(ascending) : similar(ascending);
        return chosen.stream()
                .map(files -> new Compaction(partition.id(), files, MIN_SHARE_BYTES))
                .toList();
    }

    /// Whether so many bytes of an inner partition are a file for each of its leaves, or for each of [#MAX_SHARES].
    private static boolean isWorthFilesBelow(PartitionTree tree, Partition partition, long sizeBytes) {
        long affordable = sizeBytes / MIN_SHARE_BYTES;
        return !partition.isLeaf()
                && affordable > 0
                && (affordable >= MAX_SHARES || leaves(tree, partition, MAX_SHARES) <= affordable);
    }

    /// How many leaves a partition has, counted no further than to a bound.
    private static int leaves(PartitionTree tree, Partition partition, int bound) {
        Deque<Partition> open = new ArrayDeque<>(List.of(partition));
        int leaves = 0;
        while (!open.isEmpty() && leaves < bound) {
            Partition at = open.pop();
            leaves += at.isLeaf() ? 1 : 0;
            at.children().forEach(child -> open.push(tree.partition(child).orElseThrow()));
        }
        return leaves;
    }

    private List<List<DataFile>> cut(List<DataFile> files) {
        List<List<DataFile>> cut = new ArrayList<>();
        for (int from = 0; from < files.size(); from += maxFiles) {
            cut.add(files.subList(from, Math.min(files.size(), from + maxFiles)));
        }
        return cut;
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
