package dev.sleeper.benchmarks;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.PutOutcome;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// An object in memory that costs as little as can be, so that only the codec is measured.
///
/// Not thread-safe while it is written; then it is.
final class MemoryObject implements ObjectWriter, ObjectReader {
    private byte[] bytes = new byte[1 << 20];
    private int length;

    @Override
    public void write(ByteBuffer more) {
        int count = more.remaining();
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
        more.get(bytes, length, count);
        length += count;
    }

    /// Begins anew in the same memory.
    void clear() {
        length = 0;
    }

    @Override
    public PutOutcome finish() {
        return PutOutcome.CREATED;
    }

    @Override
    public String path() {
        return "memory";
    }

    @Override
    public long sizeBytes() {
        return length;
    }

    @Override
    public ByteBuffer read(long offset, int count) {
        int from = Math.toIntExact(offset);
        return ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + count));
    }

    @Override
    public void close() {
        // Memory is all it has.
    }
}
