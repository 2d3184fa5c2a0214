package dev.sleeper.rowfile;

import dev.sleeper.rowfile.page.ByteSink;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/// The bytes of a file on their way to the store, counted and summed.
///
/// Not thread-safe.
final class FileSink {
    private final Consumer<ByteBuffer> out;
    private final CRC32C checksum = new CRC32C();
    private long position;

    /// @param out takes bytes that are written over afterwards
    FileSink(Consumer<ByteBuffer> out) {
        this.out = out;
    }

    void write(ByteSink bytes) {
        write(bytes.bytes(), bytes.length());
    }

    void write(byte[] bytes, int length) {
        checksum.update(bytes, 0, length);
        out.accept(ByteBuffer.wrap(bytes, 0, length));
        position += length;
    }

    /// How many bytes have been written.
    long position() {
        return position;
    }

    /// The CRC-32C of all bytes that have been written.
    long checksum() {
        return checksum.getValue();
    }
}
