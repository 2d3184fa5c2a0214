package dev.sleeper.objectstore;

import java.nio.ByteBuffer;

/// Reads an object of a [FaultyObjectStore].
final class FaultyReader implements ObjectReader {
    private final FaultyObjectStore store;
    private final ObjectReader reader;

    FaultyReader(FaultyObjectStore store, ObjectReader reader) {
        this.store = store;
        this.reader = reader;
    }

    @Override
    public String path() {
        return reader.path();
    }

    @Override
    public long sizeBytes() {
        return reader.sizeBytes();
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        return store.call(StoreOperation.READ, path(), () -> reader.read(offset, length));
    }

    @Override
    public void close() {
        reader.close();
    }
}
