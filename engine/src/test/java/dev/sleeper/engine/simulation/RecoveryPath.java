package dev.sleeper.engine.simulation;

import dev.sleeper.objectstore.StoreOperation;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// What the engine was at when a fault met it, and so what had to recover from it: told by the stack, and where several
/// fit, the first of these.
enum RecoveryPath {
    LEASE_TAKEN_OVER("a lapsed lease is taken over", "Leases$Lease.claim"),
    LEASE_CLAIMED("a lease is claimed", "Leases$Lease.claim"),
    LEASE_RENEWED("a lease is renewed, or found lost", "Leases$Lease.renew"),
    LEASE_GIVEN_BACK("a lease is given back", "Leases$Lease.close"),
    BOUNDARY_MOVED("the boundary is moved", "Request$SwapBoundary.perform"),
    CHECKPOINT_WRITTEN("a checkpoint is written", "Log.writeCheckpoint"),
    LOG_CLEANED_UP("a log is cleaned up", "Log.maintain"),
    ENTRY_PUT("commit: the entry is put", "Request$PutEntry.perform"),
    COMMIT_CONFIRMED("commit: the boundary is read after it", "Request$ReadBoundary.perform Log.commitOn"),
    COMMIT_RETRIED("commit: read back, caught up and tried again", "Log.commitOn"),
    QUERY_PLANNED_AGAIN(
            "a query is planned again",
            "TableQuery.nextOrPlanAgain Instance.snapshot",
            "TableQuery.nextOrPlanAgain TableQuery.plan"),
    TABLE_CLEARED_AWAY("a dropped table is cleared away, or a sweep", "DroppedTable.delete", "Catalog.sweep"),
    TABLE_NAMED("a table is made, renamed or dropped", "Catalog.create", "Catalog.rename", "Catalog.drop"),
    FILES_CLEANED_UP("data files are cleaned up", "FileCollector.collect"),
    LEAF_SPLIT("leaves are split", "Splitter.split"),
    COMPACTED("files are compacted", "Compactor.run", "CompactionRun.run"),
    FILE_WRITTEN("data files are written", "DataFileWriter.write"),
    QUERIED("a query reads", "TableQuery.open", "TableQuery.nextOrPlanAgain", "ReadAhead.advance"),
    STATE_READ("the state of a table is read", "Log.look", "LogFiles.readSlot"),
    OTHER("the rest: clocks, names, the instance's properties");

    private static final StackWalker STACK = StackWalker.getInstance();

    private final String text;
    /// The ways to tell it by, one a line; each the frames that are all on the stack.
    private final String signs;

    RecoveryPath(String text, String... signs) {
        this.text = text;
        this.signs = String.join("\n", signs);
    }

    /// What the calling thread is at.
    static RecoveryPath now(StoreOperation operation) {
        Set<String> frames =
                STACK.walk(stack -> stack.map(RecoveryPath::frameName).collect(Collectors.toSet()));
        return Arrays.stream(values())
                .filter(path -> path != LEASE_TAKEN_OVER || operation == StoreOperation.SWAP)
                .filter(path -> path.isTold(frames))
                .findFirst()
                .orElse(OTHER);
    }

    private boolean isTold(Set<String> frames) {
        return !signs.isEmpty() && signs.lines().anyMatch(sign -> frames.containsAll(Set.of(sign.split(" "))));
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
