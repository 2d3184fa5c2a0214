package dev.sleeper.server.embedded;

import dev.sleeper.environment.Timekeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A lock on a file that ends with its holder's process, however that ends. One process takes it once.
public final class ProcessLock implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(10);

    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock; empty when another has it.
    public static Optional<ProcessLock> tryTake(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new ProcessLock(channel));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + file, e);
        }
    }

    /// Takes the lock when another gives it back soon; empty when it does not.
    static Optional<ProcessLock> takeWithin(Path file, Duration patience, Timekeeper clock)
            throws InterruptedException {
        long deadline = clock.nanoTime() + patience.toNanos();
        Optional<ProcessLock> lock = tryTake(file);
        while (lock.isEmpty() && clock.nanoTime() < deadline) {
            clock.pause(POLL);
            lock = tryTake(file);
        }
        return lock;
    }

    /// Takes the lock, when it is free: for what is done in a moment, by one thread of this process.
    static ProcessLock take(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return new ProcessLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }
}
