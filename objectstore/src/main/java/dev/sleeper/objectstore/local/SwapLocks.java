package dev.sleeper.objectstore.local;

import dev.sleeper.environment.Timekeeper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets one thread of one process at a time replace or remove the object of a path.
///
/// Two locks make one: the operating system's lock of a file is held by a process as a whole, and dropped when the
/// process closes any channel of that file. So a lock of this process, shared by all its stores (they may be of one
/// directory), is held for as long as the lock file is open. The system releases a dead process's locks.
///
/// Thread-safe.
final class SwapLocks {
    private static final Logger LOG = LoggerFactory.getLogger(SwapLocks.class);

    /// Lock files; paths that fall to the same one wait for each other.
    static final int STRIPES = 64;

    private static final Lock[] IN_PROCESS = new Lock[STRIPES];

    static {
        for (int i = 0; i < STRIPES; i++) {
            IN_PROCESS[i] = new ReentrantLock();
        }
    }

    private static final Set<OpenOption> LOCKING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofNanos(100_000);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(10);

    private final Path directory;
    private final Timekeeper clock;

    /// @param directory holds the lock files
    SwapLocks(Path directory, Timekeeper clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /// Runs an action under the lock for a path; answers empty, without having run it, when others hold the lock for
    /// longer than this waits.
    <T> Optional<T> whileHolding(String path, FileOperation<T> action) throws IOException {
        int stripe = Math.floorMod(path.hashCode(), STRIPES);
        Lock inProcess = IN_PROCESS[stripe];
        if (!InterruptShield.run(() -> waitForLock(inProcess))) {
            return Optional.empty();
        }
        try {
            return whileHolding(directory.resolve(String.format("%02x", stripe)), action);
        } finally {
            inProcess.unlock();
        }
    }

    private <T> Optional<T> whileHolding(Path lockFile, FileOperation<T> action) throws IOException {
        FileChannel channel = FileChannel.open(lockFile, LOCKING);
        try {
            boolean locked = InterruptShield.run(() -> waitForLock(channel));
            return locked ? Optional.of(action.run()) : Optional.empty();
        } finally {
            release(channel);
        }
    }

    private static boolean waitForLock(Lock inProcess) throws InterruptedIOException {
        try {
            return inProcess.tryLock(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private boolean waitForLock(FileChannel channel) throws IOException {
        long start = clock.nanoTime();
        Duration pause = FIRST_PAUSE;
        while (channel.tryLock() == null) {
            if (clock.nanoTime() - start > LONGEST_WAIT.toNanos()) {
                return false;
            }
            try {
                clock.pause(pause);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return true;
    }

    private static void release(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // What the lock was held for is done and must be answered; a lock that stays locked tells the next one.
            LOG.warn("Could not release a lock", e);
        }
    }

    private static InterruptedIOException interrupted(InterruptedException cause) {
        InterruptedIOException interrupted = new InterruptedIOException("interrupted while another held the lock");
        interrupted.initCause(cause);
        return interrupted;
    }
}
