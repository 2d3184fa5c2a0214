package dev.sleeper.objectstore.local;

import dev.sleeper.objectstore.StoreUnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Brings files and directories to the disk. One sync of a directory serves all who asked for it before it began.
///
/// After a sync of a directory has failed, what this machine shows of it may not be on the disk, and a later sync that
/// succeeds proves nothing: the kernel reports a lost page once. So from then on the store refuses to go on.
///
/// Thread-safe.
final class DirectorySync {
    /// Windows writes directories through by itself and lets nobody open one.
    private static final boolean DIRECTORIES_ARE_FILES = File.separatorChar == '/';

    private static final int TURNS = 1_024;

    /// How an open file or directory is brought to the disk.
    interface Flush {
        void run(FileChannel file) throws IOException;
    }

    private final Flush flush;
    private final Flush fileFlush;

    /// For each directory the sync that has not begun yet, for others to join.
    private final ConcurrentMap<Path, CompletableFuture<@Nullable Void>> next = new ConcurrentHashMap<>();

    /// One sync of a directory at a time: who comes while one runs waits for the next, with all who come after.
    private final Lock[] turns = new Lock[TURNS];

    private volatile @Nullable IOException failure;

    DirectorySync() {
        this(directory -> directory.force(true));
    }

    /// @param flush fails as a test likes
    DirectorySync(Flush flush) {
        this(flush, file -> file.force(true));
    }

    DirectorySync(Flush flush, Flush fileFlush) {
        this.flush = flush;
        this.fileFlush = fileFlush;
        for (int i = 0; i < TURNS; i++) {
            turns[i] = new ReentrantLock();
        }
    }

    /// Refuses to go on when a directory could not be synced earlier.
    void requireSound() {
        IOException earlier = failure;
        if (earlier != null) {
            throw new StoreUnavailableException(
                    "A directory could not be written to the disk earlier (" + earlier
                            + "), so nothing that this process sees there is sure to last; check the disk, then restart",
                    earlier);
        }
    }

    /// Returns when every change of the directory's entries that was made before this call is on the disk.
    ///
    /// @throws NoSuchFileException when the directory is gone
    void syncDirectory(Path directory) throws IOException {
        CompletableFuture<@Nullable Void> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> joined = next.computeIfAbsent(directory, absent -> mine);
        if (joined == mine) {
            lead(directory, mine);
        }
        try {
            joined.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void lead(Path directory, CompletableFuture<@Nullable Void> sync) {
        Lock turn = turns[Math.floorMod(directory.hashCode(), TURNS)];
        turn.lock();
        try {
            // From here on nobody joins: a later caller's change may come too late for the sync that now begins.
            next.remove(directory, sync);
            if (DIRECTORIES_ARE_FILES) {
                InterruptShield.run(() -> force(directory));
            }
            sync.complete(null);
        } catch (IOException e) {
            sync.completeExceptionally(e);
        } finally {
            // Only for those who joined when something unforeseen was thrown: they must not wait for ever.
            sync.completeExceptionally(new IOException("The sync of " + directory + " broke off"));
            turn.unlock();
        }
    }

    private Path force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            try {
                flush.run(channel);
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
        return directory;
    }

    /// Brings a file's content to the disk. Whoever wrote it keeps it open meanwhile, so that the kernel still knows of
    /// a write that failed behind its back.
    void syncFile(Path file) throws IOException {
        InterruptShield.run(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                fileFlush.run(channel);
                return file;
            }
        });
    }
}
