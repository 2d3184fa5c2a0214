package dev.sleeper.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// Adds actions to a state, or facts to nothing, and checks that they fit each other. One state comes of it.
///
/// Not thread-safe.
final class StateBuilder {
    private final boolean restoring;
    private final List<Partition> newPartitions = new ArrayList<>();
    private final Set<String> changed = new HashSet<>();

    private final long version;
    private @Nullable TableMetadata metadata;
    private @Nullable PartitionTree partitions;
    private final FileSet.Builder files;
    private MapBuilder<FileId, Tombstone> tombstones = new MapBuilder<>();
    private JobMap.Builder jobs = JobMap.EMPTY.change();
    private Cutoffs cutoffs = Cutoffs.NONE;
    private TreePMap<String, Hold> holds = TreePMap.empty();
    private @Nullable Partition lastPartition;
    private @Nullable FileId newestFile;
    private boolean dropped;
    private final ChangedPartitions changedBefore;

    private StateBuilder(long version) {
        this.version = version;
        this.restoring = true;
        this.files = FileSet.EMPTY.change();
        this.changedBefore = ChangedPartitions.from(version);
    }

    private StateBuilder(TableState before, long version) {
        this.version = version;
        this.restoring = false;
        this.metadata = before.metadata;
        this.partitions = before.partitions;
        this.files = before.files.change();
        this.tombstones = new MapBuilder<>(before.tombstones);
        this.jobs = before.jobs.change();
        this.cutoffs = before.cutoffs;
        this.holds = before.holds;
        this.newestFile = before.newestFile;
        this.dropped = before.dropped;
        this.changedBefore = before.changed;
    }

    /// The state that consists of these facts; partitions come before files, cutoffs before jobs and files.
    static TableState restore(long version, Iterable<Action> facts) {
        return new StateBuilder(version).build(facts);
    }

    /// The state after these actions.
    static TableState replay(TableState before, Iterable<Action> actions, long version) {
        return new StateBuilder(before, version).build(actions);
    }

    private TableState build(Iterable<Action> actions) {
        try {
            actions.forEach(this::add);
            placePartitions();
            return new TableState(
                    Objects.requireNonNull(metadata, "there is no metadata"),
                    version,
                    Objects.requireNonNull(partitions, "there are no partitions"),
                    files.build(),
                    tombstones.build(),
                    jobs.build(),
                    cutoffs,
                    holds,
                    newestFile,
                    dropped,
                    changedBefore.with(version, changed));
        } catch (IllegalArgumentException | NullPointerException contradiction) {
            String table = metadata == null ? "a table" : "table " + metadata.tableId();
            throw new CorruptTableException(
                    "Version " + version + " of " + table + " contradicts itself: " + contradiction.getMessage(),
                    contradiction);
        }
    }

    private void add(Action action) {
        check(!dropped, "something follows the end of the table");
        if (!(action instanceof Action.PutPartition)) {
            placePartitions();
        }
        switch (action) {
            case Action.SetMetadata set -> setMetadata(set.metadata());
            case Action.PutPartition put -> putPartition(put.partition());
            case Action.AddFile add -> addFile(add.file());
            case Action.RemoveFile remove -> removeFile(remove.tombstone());
            case Action.RecordJob record -> recordJob(record.jobId(), record.begunMillis());
            case Action.SetCutoffs set -> setCutoffs(set.cutoffs());
            case Action.PutHold put -> holds = holds.plus(put.hold().id(), put.hold());
            case Action.RemoveHold remove -> removeHold(remove.id());
            case Action.Drop drop -> dropped = true;
        }
    }

    private void setMetadata(TableMetadata next) {
        TableMetadata before = metadata;
        boolean same = before == null
                || (before.tableId().equals(next.tableId()) && before.schema().equals(next.schema()));
        check(same, "the table's id or schema changes");
        metadata = next;
    }

    private void putPartition(Partition partition) {
        newPartitions.add(partition);
        noteChanged(partition.id());
    }

    /// Of a state that is restored all is new, and nobody has seen an earlier one.
    private void noteChanged(String partitionId) {
        if (!restoring) {
            changed.add(partitionId);
        }
    }

    private void placePartitions() {
        if (!newPartitions.isEmpty()) {
            partitions = partitions == null ? PartitionTree.of(newPartitions) : partitions.with(newPartitions);
            newPartitions.clear();
            lastPartition = null;
        }
    }

    private void addFile(DataFile file) {
        Partition partition = partition(file);
        check(
                partition.range().contains(file.minKey()) && partition.range().contains(file.maxKey()),
                () -> "file " + file.location() + " holds keys outside its partition");
        check(
                restoring || file.id().timeMillis() > cutoffs.orphansMillis(),
                () -> "file " + file.location() + " is not above the orphan cutoff");
        check(tombstones.get(file.id()) == null, () -> "file " + file.location() + " was removed before");
        files.add(file);
        noteChanged(file.partitionId());
        sawFile(file.id());
    }

    /// Files come partition by partition from a checkpoint.
    private Partition partition(DataFile file) {
        Partition last = lastPartition;
        if (last == null || !last.id().equals(file.partitionId())) {
            last = Objects.requireNonNull(partitions, "a file comes before the partitions")
                    .partition(file.partitionId())
                    .orElseThrow(() -> new IllegalArgumentException("file " + file.location() + " has no partition"));
            lastPartition = last;
        }
        return last;
    }

    private void removeFile(Tombstone tombstone) {
        if (!restoring) {
            files.remove(tombstone.location());
            noteChanged(tombstone.location().partitionId());
        }
        tombstones.put(tombstone.location().id(), tombstone);
        sawFile(tombstone.location().id());
    }

    private void recordJob(String jobId, long begunMillis) {
        check(begunMillis > cutoffs.jobsMillis(), () -> "job " + jobId + " is not above the job cutoff");
        check(jobs.add(jobId, begunMillis), () -> "job " + jobId + " is written twice");
    }

    private void setCutoffs(Cutoffs next) {
        cutoffs = next;
        FileId newest = next.newestFile();
        if (newest != null) {
            sawFile(newest);
        }
        if (!restoring) {
            tombstones = new MapBuilder<>(removedAfter(tombstones.build(), next.tombstonesMillis()));
            jobs = jobs.build().begunAfter(next.jobsMillis()).change();
        }
    }

    /// Looks at every tombstone once; cutoffs are raised a few times a day.
    private static TreePMap<FileId, Tombstone> removedAfter(TreePMap<FileId, Tombstone> all, long cutoffMillis) {
        TreeMap<FileId, Tombstone> rest = new TreeMap<>(all);
        rest.values().removeIf(tombstone -> tombstone.removedAtMillis() <= cutoffMillis);
        return rest.size() == all.size() ? all : TreePMap.fromSortedMap(rest);
    }

    private void removeHold(String id) {
        check(holds.containsKey(id), () -> "hold " + id + " ends but is not there");
        holds = holds.minus(id);
    }

    private void sawFile(FileId id) {
        if (newestFile == null || newestFile.compareTo(id) < 0) {
            newestFile = id;
        }
    }

    private static void check(boolean holds, String otherwise) {
        check(holds, () -> otherwise);
    }

    private static void check(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise.get());
        }
    }
}
