package dev.sleeper.engine.simulation;

import dev.sleeper.engine.properties.PropertiesText;
import dev.sleeper.objectstore.ForwardingObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.StoreOperation;
import dev.sleeper.objectstore.SwapOutcome;
import dev.sleeper.objectstore.Version;
import dev.sleeper.objectstore.VersionedObject;
import java.util.Optional;

/// The store as one process sees it; counts how often the process finds that its lease has become another's.
final class LeaseWatch extends ForwardingObjectStore {
    private final FaultTally tally;
    /// This process, as it calls itself in leases; empty before its first.
    private String process = "";

    LeaseWatch(ObjectStore store, FaultTally tally) {
        super(store);
        this.tally = tally;
    }

    @Override
    public PutOutcome putIfAbsent(String path, byte[] content) {
        note(path, content);
        return super.putIfAbsent(path, content);
    }

    @Override
    public SwapOutcome compareAndSwap(String path, Version expected, byte[] content) {
        note(path, content);
        return super.compareAndSwap(path, expected, content);
    }

    private void note(String path, byte[] content) {
        if (isLease(path)) {
            process = processOf(content);
        }
    }

    @Override
    public Optional<VersionedObject> get(String path) {
        Optional<VersionedObject> found = super.get(path);
        if (isLease(path)
                && RecoveryPath.now(StoreOperation.GET) == RecoveryPath.LEASE_RENEWED
                && found.isPresent()
                && !processOf(found.get().content()).equals(process)) {
            tally.add("lease found lost");
        }
        return found;
    }

    private static boolean isLease(String path) {
        return path.startsWith("jobs/");
    }

    private static String processOf(byte[] content) {
        return PropertiesText.parse(content).getOrDefault("process", "");
    }
}
