package dev.sleeper.server.arrow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Little-endian output through one buffer: small pieces are gathered, large arrays are converted piece by piece,
/// and the stream below sees writes of the buffer's size. Not thread-safe.
final class BodyWriter {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int SMALL_BYTES = 8 << 10;
    private static final int DIRECT_BYTES = 64 << 10;
    private static final int ALIGNMENT = 8;

    private final OutputStream out;
    private ByteBuffer buffer = ByteBuffer.allocate(SMALL_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    BodyWriter(OutputStream out) {
        this.out = out;
    }

    /// The length with the padding that brings the next part to its place.
    static long padded(long length) {
        return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    void putInt(int value) throws IOException {
        room(Integer.BYTES);
        buffer.putInt(value);
    }

    void putByte(byte value) throws IOException {
        room(1);
        buffer.put(value);
    }

    void putZeros(long count) throws IOException {
        for (long i = 0; i < count; i++) {
            putByte((byte) 0);
        }
    }

    /// Bytes that would fill the buffer by themselves do not pass through it.
    void putBytes(byte[] bytes, int from, int length) throws IOException {
        if (length >= DIRECT_BYTES) {
            flush();
            out.write(bytes, from, length);
            return;
        }
        int at = from;
        int end = from + length;
        while (at < end) {
            room(1);
            int count = Math.min(buffer.remaining(), end - at);
            buffer.put(bytes, at, count);
            at += count;
        }
    }

    /// Puts `values[from]` to `values[to - 1]`, each less `base`.
    void putInts(int[] values, int from, int to, int base) throws IOException {
        int at = from;
        while (at < to) {
            room(Integer.BYTES);
            int count = Math.min(buffer.remaining() / Integer.BYTES, to - at);
            if (base == 0) {
                buffer.asIntBuffer().put(values, at, count);
                buffer.position(buffer.position() + count * Integer.BYTES);
            } else {
                for (int i = 0; i < count; i++) {
                    buffer.putInt(values[at + i] - base);
                }
            }
            at += count;
        }
    }

    void putLongs(long[] values, int from, int to) throws IOException {
        int at = from;
        while (at < to) {
            room(Long.BYTES);
            int count = Math.min(buffer.remaining() / Long.BYTES, to - at);
            buffer.asLongBuffer().put(values, at, count);
            buffer.position(buffer.position() + count * Long.BYTES);
            at += count;
        }
    }

    void flush() throws IOException {
        if (buffer.position() > 0) {
            out.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
    }

    /// Makes room for a value. A small answer never needs the large buffer.
    private void room(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return;
        }
        if (buffer.capacity() < BUFFER_BYTES) {
            buffer = ByteBuffer.allocate(BUFFER_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(buffer.flip());
        } else {
            flush();
        }
    }
}
