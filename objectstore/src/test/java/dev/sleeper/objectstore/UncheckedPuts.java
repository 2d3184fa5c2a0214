package dev.sleeper.objectstore;

import java.util.concurrent.Phaser;

/// A store that looks whether an object is there and writes it if not, in two steps, as do nodes of a store before
/// each other's writes arrive. Writers of one object that is raced for have all looked before the first writes.
public final class UncheckedPuts extends ForwardingObjectStore {
    private final Phaser allHaveLooked;

    /// @param writers how many write an object that is raced for
    public UncheckedPuts(ObjectStore store, int writers) {
        super(store);
        this.allHaveLooked = new Phaser(writers);
    }

    @Override
    public PutOutcome putIfAbsent(String path, byte[] content) {
        if (store.get(path).isPresent()) {
            return PutOutcome.EXISTS;
        }
        if (path.contains("raced")) {
            allHaveLooked.arriveAndAwaitAdvance();
        }
        store.putIfAbsent(path, content);
        return PutOutcome.CREATED;
    }
}
