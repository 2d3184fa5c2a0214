package dev.sleeper.objectstore.local;

import dev.sleeper.objectstore.MissingObjectException;
import dev.sleeper.objectstore.ObjectReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Reads ranges of a file through one channel, which all threads share.
///
/// A channel closes when a thread is interrupted in it. The others then open the file anew and go on; if it is another
/// file by now, the object that was opened is gone.
///
/// Thread-safe.
final class LocalReader implements ObjectReader {
    private static final Set<OpenOption> READING = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /// One call of the system reads so much at most: the runtime keeps a buffer as large as the largest read of each
    /// thread, outside the heap.
    private static final int MAX_READ_BYTES = 1 << 20;

    /// Times that one read may find the channel closed; more of them are an error of whoever interrupts.
    private static final int MAX_REOPENINGS = 64;

    private final Path root;
    private final String path;
    private final @Nullable Object fileKey;
    private final long sizeBytes;
    private final Lock lock = new ReentrantLock();
    private FileChannel channel;
    private boolean closed;

    private LocalReader(Path root, String path, @Nullable Object fileKey, FileChannel channel, long sizeBytes) {
        this.root = root;
        this.path = path;
        this.fileKey = fileKey;
        this.channel = channel;
        this.sizeBytes = sizeBytes;
    }

    /// @param found the regular file that was seen at the path
    static LocalReader open(Path root, String path, BasicFileAttributes found) throws IOException {
        return InterruptShield.run(() -> {
            FileChannel channel = FileChannel.open(root.resolve(path), READING);
            try {
                return new LocalReader(root, path, found.fileKey(), channel, channel.size());
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        });
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        ObjectReader.requireInside(path, sizeBytes, offset, length);
        ByteBuffer range = ByteBuffer.allocate(length);
        try {
            InterruptShield.run(() -> readFully(range, offset));
            return range;
        } catch (NoSuchFileException e) {
            throw new MissingObjectException(path);
        } catch (IOException e) {
            throw LocalFailures.unavailable(root, "read object " + path, e);
        }
    }

    private ByteBuffer readFully(ByteBuffer range, long offset) throws IOException {
        for (int reopenings = 0; ; reopenings++) {
            FileChannel current = openChannel();
            try {
                int done = 0;
                while (done < range.limit()) {
                    ByteBuffer part = range.slice(done, Math.min(MAX_READ_BYTES, range.limit() - done));
                    int count = current.read(part, offset + done);
                    if (count < 0) {
                        throw new EOFException("the file is shorter than the " + sizeBytes + " bytes it had");
                    }
                    done += count;
                }
                return range;
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (ClosedChannelException e) {
                if (reopenings == MAX_REOPENINGS) {
                    throw e;
                }
            }
        }
    }

    private FileChannel openChannel() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The reader of " + path + " is closed");
            }
            if (!channel.isOpen()) {
                channel = FileChannel.open(root.resolve(path), READING);
                requireSameFile();
            }
            return channel;
        } finally {
            lock.unlock();
        }
    }

    private void requireSameFile() throws IOException {
        BasicFileAttributes now =
                Files.readAttributes(root.resolve(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!Objects.equals(now.fileKey(), fileKey) || channel.size() != sizeBytes) {
            channel.close();
            throw new NoSuchFileException(path);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            channel.close();
        } catch (IOException e) {
            throw LocalFailures.unavailable(root, "close object " + path, e);
        } finally {
            lock.unlock();
        }
    }
}
