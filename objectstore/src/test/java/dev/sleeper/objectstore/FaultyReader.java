package dev.sleeper.objectstore;

import java.nio.ByteBuffer;

/// Reads an object of a [FaultyObjectStore].
final class FaultyReader extends ForwardingObjectReader {
    private final FaultyObjectStore store;

    FaultyReader(FaultyObjectStore store, ObjectReader reader) {
        super(reader);
        this.store = store;
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        return store.call(StoreOperation.READ, path(), () -> reader.read(offset, length));
    }
}
