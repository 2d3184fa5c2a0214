package dev.sleeper.engine.simulation;

import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.StoreOperation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What the engine was at when a fault met it, and so what had to recover from it: told by the stack, and where several
/// fit, the first of these.
enum RecoveryPath {
    LEASE_TAKEN_OVER(4, 5, "a lapsed lease is taken over", "Leases$Lease.claim"),
    LEASE_CLAIMED(2, 9, "a lease is claimed", "Leases$Lease.claim"),
    LEASE_RENEWED(8, 13, "a lease is renewed, or found lost", "Leases$Lease.renew"),
    LEASE_GIVEN_BACK(3, 4, "a lease is given back", "Leases$Lease.close"),
    INSTANCE_CHANGED(
            6,
            9,
            "properties of the instance are changed",
            "InstanceProperties.change",
            "InstanceProperties.takeSweep"),
    CHECKPOINT_COPIED(2, 4, "a checkpoint is copied for others", "ForeignCheckpoints.publish"),
    BOUNDARY_MOVED(3, 3, "the boundary is moved", "Request$SwapBoundary.perform"),
    CHECKPOINT_WRITTEN(2, 5, "a checkpoint is written", "Log.writeCheckpoint"),
    LOG_CLEANED_UP(1, 5, "a log is cleaned up", "Log.maintain"),
    ENTRY_PUT(1, 1, "commit: the entry is put", "Request$PutEntry.perform"),
    COMMIT_CONFIRMED(3, 0, "commit: the boundary is read after it", "Request$ReadBoundary.perform Log.commitOn"),
    COMMIT_RETRIED(3, 0, "commit: read back, caught up and tried again", "Log.commitOn"),
    QUERY_PLANNED_AGAIN(
            12,
            0,
            "a query is planned again",
            "TableQuery.nextOrPlanAgain Instance.snapshot",
            "TableQuery.nextOrPlanAgain TableQuery.plan"),
    TABLE_NAMED(
            2,
            3,
            "a table is made, renamed or dropped",
            "Catalog.create",
            "Catalog.rename",
            "Catalog.drop",
            "Catalog.claim"),
    TABLE_CLEARED_AWAY(5, 8, "a dropped table is cleared away, or a sweep", "DroppedTable.delete", "Catalog.sweep"),
    FILES_CLEANED_UP(2, 6, "data files are cleaned up", "FileCollector.collect"),
    LEAF_SPLIT(2, 0, "leaves are split", "Splitter.split"),
    COMPACTED(1, 9, "files are compacted", "Compactor.run", "CompactionRun.run"),
    FILE_WRITTEN(1, 1, "data files are written", "DataFileWriter.write"),
    QUERIED(1, 0, "a query reads", "TableQuery.open", "TableQuery.nextOrPlanAgain", "ReadAhead.advance"),
    STATE_READ(1, 0, "the state of a table is read", "Log.look", "LogFiles.readSlot", "CheckpointFacts.read"),
    OTHER(1, 40, "the rest: clocks, names, leases that are swept");

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final Map<RecoveryPath, List<Set<String>>> SIGNS = Arrays.stream(values())
            .collect(Collectors.toMap(path -> path, path -> path.signs
                    .lines()
                    .map(sign -> Set.of(sign.split(" ")))
                    .toList()));

    private final int readWeight;
    private final int writeWeight;
    private final String text;
    /// The ways to tell it by, one a line; each the frames that are all on the stack.
    private final String signs;

    RecoveryPath(int readWeight, int writeWeight, String text, String... signs) {
        this.readWeight = readWeight;
        this.writeWeight = writeWeight;
        this.text = text;
        this.signs = String.join("\n", signs);
    }

    /// How much more often than others this is aimed at with a fault: the seldom the engine is here, the more often.
    int weight(Fault fault) {
        return fault.appliesTo(StoreOperation.READ) ? readWeight : writeWeight;
    }

    /// What the calling thread is at.
    static RecoveryPath now(StoreOperation operation) {
        Set<String> frames =
                STACK.walk(stack -> stack.filter(frame -> frame.getClassName().startsWith("dev.sleeper."))
                        .map(RecoveryPath::frameName)
                        .collect(Collectors.toSet()));
        return Arrays.stream(values())
                .filter(path -> path != LEASE_TAKEN_OVER || operation == StoreOperation.SWAP)
                .filter(path -> path.isTold(frames))
                .findFirst()
                .orElse(OTHER);
    }

    private boolean isTold(Set<String> frames) {
        return SIGNS.get(this).stream().anyMatch(frames::containsAll);
    }

    private static String frameName(StackWalker.StackFrame frame) {
        String type = frame.getClassName();
        return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
    }

    @Override
    public String toString() {
        return text;
    }
}
