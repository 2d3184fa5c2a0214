package dev.sleeper.engine.write;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A local file that lives as long as it is open, and is gone after that even when the process is killed. First it is
/// written, then read. Reading is thread-safe. What the disk does not do is a [StoreUnavailableException].
public final class SpillFile implements ObjectWriter, ObjectReader {
    private static final int COPY_BYTES = 256 << 10;

    private final Path path;
    private final FileChannel channel;
    private long sizeBytes;

    private SpillFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Begins a file of a name that no other has.
    public static SpillFile create(Path directory, String name) {
        Path path = directory.resolve(name);
        try {
            Files.createDirectories(directory);
            return new SpillFile(
                    path,
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE));
        } catch (IOException e) {
            throw new StoreUnavailableException("Cannot make the spill file " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                sizeBytes += channel.write(bytes, sizeBytes);
            }
        } catch (IOException e) {
            throw new StoreUnavailableException("Cannot write the spill file " + path + ": " + e.getMessage(), e);
        }
    }

    /// Writes all that a stream has.
    ///
    /// @throws UncheckedIOException when the stream fails
    public void writeAll(InputStream bytes) {
        byte[] buffer = new byte[COPY_BYTES];
        try {
            int count = bytes.readNBytes(buffer, 0, buffer.length);
            while (count > 0) {
                write(ByteBuffer.wrap(buffer, 0, count));
                count = bytes.readNBytes(buffer, 0, buffer.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public PutOutcome finish() {
        return PutOutcome.CREATED;
    }

    @Override
    public String path() {
        return path.toString();
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        if (offset < 0 || length < 0 || offset + length > sizeBytes) {
            throw new IllegalArgumentException("Spill file " + path + " has " + sizeBytes + " bytes, but " + length
                    + " from " + offset + " on were asked for");
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new IOException("it has been cut off");
                }
            }
        } catch (IOException e) {
            throw new StoreUnavailableException("Cannot read the spill file " + path + ": " + e.getMessage(), e);
        }
        return bytes.flip();
    }

    /// The bytes where they lie. The disk space is given back some time after the file is closed, when nobody refers to
    /// them any more.
    public ByteBuffer map(long offset, int length) {
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
        } catch (IOException e) {
            throw new StoreUnavailableException("Cannot read the spill file " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreUnavailableException("Cannot close the spill file " + path + ": " + e.getMessage(), e);
        }
    }
}
