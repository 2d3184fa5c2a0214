package dev.sleeper.objectstore;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A store that does what another does; for tests to override what should be otherwise.
public class ForwardingObjectStore implements ObjectStore {
    /// The store that does the work.
    protected final ObjectStore store;

    protected ForwardingObjectStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public URI root() {
        return store.root();
    }

    @Override
    public PutOutcome putIfAbsent(String path, byte[] content) {
        return store.putIfAbsent(path, content);
    }

    @Override
    public ObjectWriter create(String path) {
        return store.create(path);
    }

    @Override
    public Optional<VersionedObject> get(String path) {
        return store.get(path);
    }

    @Override
    public ObjectReader open(String path) {
        return store.open(path);
    }

    @Override
    public SwapOutcome compareAndSwap(String path, Version expected, byte[] content) {
        return store.compareAndSwap(path, expected, content);
    }

    @Override
    public List<ObjectSummary> list(String prefix, String after, int limit) {
        return store.list(prefix, after, limit);
    }

    @Override
    public void delete(String path) {
        store.delete(path);
    }

    @Override
    public Instant date() {
        return store.date();
    }

    @Override
    public void close() {
        store.close();
    }
}
