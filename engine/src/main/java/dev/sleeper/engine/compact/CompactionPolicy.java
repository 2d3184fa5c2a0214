package dev.sleeper.engine.compact;

import dev.sleeper.table.DataFile;
import dev.sleeper.table.Partition;
import dev.sleeper.table.PartitionTree;
import dev.sleeper.table.TableState;
import java.util.ArrayList;
import java.util.Comparator;
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
    private static final long MIN_SHARE_BYTES = 16L << 20;

    /// Among so many partitions, at most, the files of one are divided in one go.
    private static final int MAX_SHARES = 16;

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
        if (!partition.isLeaf() && size(ascending) >= MIN_SHARE_BYTES * shares(state.partitions(), partition)) {
            return cut(ascending).stream()
                    .map(files -> new Compaction(partition.id(), files))
                    .toList();
        }
        return similar(ascending).stream()
                .map(files -> new Compaction(partition.id(), files))
                .toList();
    }

    /// How many leaves a partition has, counted up to a bound.
    private static int shares(PartitionTree tree, Partition partition) {
        int leaves = partition.isLeaf() ? 1 : 0;
        for (String child : partition.children()) {
            if (leaves < MAX_SHARES) {
                leaves += shares(tree, tree.partition(child).orElseThrow());
            }
        }
        return Math.min(leaves, MAX_SHARES);
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
