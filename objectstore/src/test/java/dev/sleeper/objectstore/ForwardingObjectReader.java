package dev.sleeper.objectstore;

import java.nio.ByteBuffer;

/// A reader that does what another does; for tests to override what should be otherwise.
public class ForwardingObjectReader implements ObjectReader {
    /// The reader that does the work.
    protected final ObjectReader reader;

    protected ForwardingObjectReader(ObjectReader reader) {
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
        return reader.read(offset, length);
    }

    @Override
    public void close() {
        reader.close();
    }
}
