package dev.sleeper.table;

import dev.sleeper.schema.Schema;
import dev.sleeper.table.Applied.Accepted;
import dev.sleeper.table.Applied.Refused;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// All that is true of a table at one version of its log, but for the rows in its files. A change gives the next
/// state or the reason why it does not fit; a log entry, once committed, is replayed.
///
/// Immutable and thread-safe. A next state shares all but a few nodes with its predecessor: a table may have a
/// million files, a million job ids and ten thousand leaves, and a commit copies none of them.
public final class TableState {
    /// As measured on a million files.
    private static final long FILE_BYTES = 300;

    private static final long TOMBSTONE_BYTES = 150;

    final TableMetadata metadata;
    final long version;
    final PartitionTree partitions;
    final FileSet files;
    final TreePMap<FileId, Tombstone> tombstones;
    final JobMap jobs;
    final Cutoffs cutoffs;
    final TreePMap<String, Hold> holds;
    final @Nullable FileId newestFile;
    final boolean dropped;
    final ChangedPartitions changed;

    TableState(
            TableMetadata metadata,
            long version,
            PartitionTree partitions,
            FileSet files,
            TreePMap<FileId, Tombstone> tombstones,
            JobMap jobs,
            Cutoffs cutoffs,
            TreePMap<String, Hold> holds,
            @Nullable FileId newestFile,
            boolean dropped,
            ChangedPartitions changed) {
        this.metadata = metadata;
        this.version = version;
        this.partitions = partitions;
        this.files = files;
        this.tombstones = tombstones;
        this.jobs = jobs;
        this.cutoffs = cutoffs;
        this.holds = holds;
        this.newestFile = newestFile;
        this.dropped = dropped;
        this.changed = changed;
    }

    /// The state that the first entry of a log leads to.
    ///
    /// @throws CorruptTableException when the entry does not make a table
    public static TableState first(LogEntry entry) {
        if (entry.version() != 0) {
            throw new CorruptTableException("Entry " + entry.version() + " is not the first of a log");
        }
        return StateBuilder.restore(0, entry.actions());
    }

    /// The state that consists of these facts and no others, as a checkpoint holds them: the metadata, every
    /// partition, live file, tombstone, job and hold, and the cutoffs.
    ///
    /// @throws CorruptTableException when they contradict each other
    public static TableState restore(long version, Iterable<Action> facts) {
        return StateBuilder.restore(version, facts);
    }

    /// Tries a change on this state.
    public Applied apply(Change change) {
        return apply(change, version + 1);
    }

    /// The state after the next entry of the log.
    ///
    /// @throws CorruptTableException when the entry is not the next one, or contradicts this state
    public TableState replay(LogEntry entry) {
        if (entry.version() != version + 1) {
            throw new CorruptTableException(
                    "Entry " + entry.version() + " of table " + tableId() + " does not follow version " + version);
        }
        return StateBuilder.replay(this, entry.actions(), entry.version());
    }

    /// The facts that [#restore] makes this state of, the large kinds in the order of their keys.
    public Iterable<Action> facts() {
        return () -> StateFacts.of(this).iterator();
    }

    public String tableId() {
        return metadata.tableId();
    }

    public String name() {
        return metadata.name();
    }

    public Schema schema() {
        return metadata.schema();
    }

    public TableMetadata metadata() {
        return metadata;
    }

    /// The version of the log's last entry in this state.
    public long version() {
        return version;
    }

    /// The table's properties.
    public Map<String, String> options() {
        return metadata.options();
    }

    /// How often the options were changed.
    public long optionsVersion() {
        return metadata.optionsVersion();
    }

    /// About how much memory this state takes.
    public long memoryBytes() {
        return FILE_BYTES * (files.count() + partitions.size())
                + TOMBSTONE_BYTES * tombstones.size()
                + jobs.memoryBytes();
    }

    public PartitionTree partitions() {
        return partitions;
    }

    public long fileCount() {
        return files.count();
    }

    public long rowCount() {
        return files.rowCount();
    }

    /// The length of all live files together.
    public long sizeBytes() {
        return files.sizeBytes();
    }

    /// All live files, by partition and then by id.
    public Iterable<DataFile> files() {
        return files.all();
    }

    /// The live files that belong to this very partition, oldest first; none for a partition that is not there.
    public Collection<DataFile> filesIn(String partitionId) {
        return files.inPartition(partitionId);
    }

    /// The partitions that are new, were split, or had files added or removed, after an earlier version; empty
    /// when that is not known any more. How much is known is no part of what makes states equal.
    public Optional<Set<String>> partitionsChangedSince(long earlier) {
        return earlier > version ? Optional.empty() : changed.since(earlier);
    }

    public Optional<DataFile> file(FileLocation location) {
        return files.find(location);
    }

    /// Replaced files that clean-up has not let go yet, in the order of their ids.
    public Collection<Tombstone> tombstones() {
        return tombstones.values();
    }

    public Optional<Tombstone> tombstone(FileId id) {
        return Optional.ofNullable(tombstones.get(id));
    }

    /// When a job began whose files are in the table; empty when no such job is remembered.
    public OptionalLong job(String jobId) {
        Long begunMillis = jobs.get(jobId);
        return begunMillis == null ? OptionalLong.empty() : OptionalLong.of(begunMillis);
    }

    /// The jobs remembered, in the order of their ids, and when each began.
    public Map<String, Long> jobs() {
        return jobs;
    }

    public Cutoffs cutoffs() {
        return cutoffs;
    }

    /// The holds in force or expired but not yet released.
    public Collection<Hold> holds() {
        return holds.values();
    }

    public Optional<Hold> hold(String id) {
        return Optional.ofNullable(holds.get(id));
    }

    /// The greatest file id ever committed.
    public Optional<FileId> newestFile() {
        return Optional.ofNullable(newestFile);
    }

    /// True when the table has ended.
    public boolean dropped() {
        return dropped;
    }

    /// The latest time that the table has committed: its newest file's, or else its creation. Every decision to
    /// forget is measured by it, never by one server's clock.
    public long tableTimeMillis() {
        return newestFile == null ? metadata.createdMillis() : newestFile.timeMillis();
    }

    /// The time to mint new file ids with, and to note as the beginning of a job: this clock's, or just above all
    /// that the table has seen and forgotten if that is later.
    public long nextFileTimeMillis(long clockMillis) {
        long seen = Math.max(tableTimeMillis(), Math.max(cutoffs.orphansMillis(), cutoffs.jobsMillis()));
        return Math.max(clockMillis, seen + 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableState state
                && version == state.version
                && dropped == state.dropped
                && metadata.equals(state.metadata)
                && partitions.equals(state.partitions)
                && files.equals(state.files)
                && tombstones.equals(state.tombstones)
                && jobs.equals(state.jobs)
                && cutoffs.equals(state.cutoffs)
                && holds.equals(state.holds)
                && Objects.equals(newestFile, state.newestFile);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tableId(), version, files.count(), jobs.size());
    }

    @Override
    public String toString() {
        return "Table " + name() + " (" + tableId() + ") at version " + version;
    }

    /// Tries a change that shares the entry of this version with others, which this state has already.
    Applied apply(Change change, long entryVersion) {
        Optional<Rejection> obstacle = new ChangeRules(this).obstacle(change);
        if (obstacle.isPresent()) {
            return new Refused(obstacle.get());
        }
        List<Action> actions = ChangeActions.of(this, change);
        return new Accepted(StateBuilder.replay(this, actions, entryVersion), actions);
    }
}
