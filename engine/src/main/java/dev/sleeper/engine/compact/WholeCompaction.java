package dev.sleeper.engine.compact;

import dev.sleeper.table.DataFile;
import dev.sleeper.table.Partition;
import dev.sleeper.table.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Chooses what to merge so that in the end each leaf has one file at most and no other partition has any, at
/// whatever cost. A pure function.
final class WholeCompaction {
    /// How many files are merged at once at most.
    private static final int MAX_FILES = 64;

    private WholeCompaction() {}

    /// What to do next: first all rows go down to the leaves, and then those of each leaf into one file. Each
    /// compaction has other files.
    static List<Compaction> choose(TableState state, Predicate<DataFile> usable) {
        List<Compaction> down = new ArrayList<>();
        List<Compaction> merges = new ArrayList<>();
        for (Partition partition : state.partitions().partitions()) {
            List<DataFile> files =
                    state.filesIn(partition.id()).stream().filter(usable).toList();
            if (!partition.isLeaf() && !files.isEmpty()) {
                down.addAll(cut(partition, files));
            } else if (files.size() >= 2) {
                merges.addAll(cut(partition, files));
            }
        }
        return down.isEmpty() ? merges : down;
    }

    /// Compactions of all files, or of all but one.
    private static List<Compaction> cut(Partition partition, List<DataFile> files) {
        List<Compaction> cut = new ArrayList<>();
        for (int from = 0; from < files.size(); from += MAX_FILES) {
            List<DataFile> inputs = files.subList(from, Math.min(files.size(), from + MAX_FILES));
            if (!partition.isLeaf() || inputs.size() >= 2) {
                cut.add(new Compaction(partition.id(), inputs, 1));
            }
        }
        return cut;
    }
}
