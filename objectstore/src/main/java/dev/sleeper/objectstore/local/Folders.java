package dev.sleeper.objectstore.local;

import dev.sleeper.environment.Timekeeper;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directories below a root: found without following a symbolic link, made durable from the root down, removed
/// when empty.
///
/// A directory that this process has once seen on the disk is not synced into its parent again. That would lose
/// objects when another process removed it, and a third made it anew and crashed with the machine. So each removal is
/// announced beforehand in a file that all processes look at, and whoever has put an object into a directory and then
/// finds a new announcement goes through the directories again.
///
/// Thread-safe.
final class Folders {
    private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

    private static final String OWN_FOLDER = ".sleeper";

    /// A temporary file that nobody has written to for so long belongs to a process that died.
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    /// Times a directory may vanish again under a caller who makes it.
    private static final int MAX_VANISHINGS = 100;

    private static final int MAX_REMEMBERED = 100_000;

    private final Path root;
    private final Path temporary;
    private final Path removals;
    private final String session;
    private final AtomicLong files = new AtomicLong();
    private final DirectorySync sync;
    private final Executor background;
    private final Unlinked unlinked;
    private final AtomicReference<Durable> durable = new AtomicReference<>(new Durable(-1));

    /// Directories that were seen on the disk, up to the root, while this many had been removed.
    private record Durable(long removalCount, Set<Path> folders) {
        Durable(long removalCount) {
            this(removalCount, ConcurrentHashMap.newKeySet());
        }
    }

    private Folders(Path root, String session, DirectorySync sync, Executor background) {
        this.root = root;
        this.unlinked = new Unlinked(root);
        this.temporary = root.resolve(OWN_FOLDER).resolve("temporary");
        this.removals = root.resolve(OWN_FOLDER).resolve("removals");
        this.session = session;
        this.sync = sync;
        this.background = background;
    }

    /// Makes the root when it is not there, and the store's own directories in it.
    ///
    /// @param session    a random id, in the name of this process's temporary files
    /// @param background runs what mostly waits for the disk
    static Folders open(Path directory, String session, DirectorySync sync, Executor background) throws IOException {
        createRoot(directory.toAbsolutePath().normalize(), sync);
        Folders folders = new Folders(directory.toRealPath(), session, sync, background);
        folders.prepare(folders.temporary);
        folders.prepare(folders.locks());
        return folders;
    }

    private static void createRoot(Path directory, DirectorySync sync) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            createRoot(parent, sync);
            try {
                Files.createDirectory(directory);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(directory)) {
                    throw new IllegalArgumentException(directory + " is a file, not a directory", e);
                }
            } catch (NoSuchFileException e) {
                // The parent is there: it is of a kind, such as /proc, that takes no directories.
                throw new IllegalArgumentException(
                        directory + " cannot be made: nothing can be stored in " + parent + "; choose another root", e);
            }
            sync.syncDirectory(parent);
        }
    }

    Path root() {
        return root;
    }

    /// Where the lock files are.
    Path locks() {
        return root.resolve(OWN_FOLDER).resolve("locks");
    }

    DirectorySync sync() {
        return sync;
    }

    /// The regular file at an object's path, if there is one.
    ///
    /// @throws FileSystemException when a symbolic link is on the way, or at its end
    Optional<BasicFileAttributes> find(String path) throws IOException {
        return unlinked.find(root.resolve(path));
    }

    /// Whether a directory is there.
    ///
    /// @throws FileSystemException when a symbolic link is on the way
    boolean isThere(Path folder) throws IOException {
        return unlinked.isThere(folder);
    }

    /// Links a file to an object's path, making its directories, and brings the link to the disk. Answers whether it
    /// is known to be there; an exception means that it was not made.
    ///
    /// @throws FileAlreadyExistsException when something is at the path
    boolean link(Path content, String path) throws IOException {
        Path file = root.resolve(path);
        Path folder = Unlinked.parentOf(file);
        for (int vanishings = 0; ; vanishings++) {
            Durable seen;
            try {
                seen = vanishings == 0 ? prepareOnce(folder) : make(folder);
                Files.createLink(file, content);
            } catch (NoSuchFileException e) {
                if (vanishings == MAX_VANISHINGS) {
                    throw e;
                }
                continue;
            }
            return isOnDisk(folder, seen);
        }
    }

    /// Moves a file over an object's and brings that to the disk. Answers whether it is known to be there; an exception
    /// means that it was not moved.
    boolean replace(Path content, String path) throws IOException {
        Path file = root.resolve(path);
        Durable seen = known();
        Files.move(content, file, StandardCopyOption.ATOMIC_MOVE);
        return isOnDisk(Unlinked.parentOf(file), seen);
    }

    private boolean isOnDisk(Path folder, Durable seen) {
        try {
            bringToDisk(folder, seen);
            return true;
        } catch (IOException e) {
            LOG.warn("A change in {} may not be on the disk", folder, e);
            return false;
        }
    }

    /// Brings an object that was found to the disk: whoever put it there may have died before it did so.
    void settle(String path) throws IOException {
        Path folder = Unlinked.parentOf(root.resolve(path));
        bringToDisk(folder, prepare(folder));
    }

    /// Brings to the disk what was changed in a directory, and the directory itself.
    ///
    /// @param before the directories that were on the disk before the change
    private void bringToDisk(Path folder, Durable before) throws IOException {
        try {
            sync.syncDirectory(folder);
            Durable seen = before;
            while (removalCount() != seen.removalCount()) {
                seen = prepare(folder);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} went after the object in it had been deleted", folder, e);
        }
    }

    /// Makes a directory and those above it, and brings them to the disk.
    private Durable prepare(Path folder) throws IOException {
        for (int vanishings = 0; ; vanishings++) {
            try {
                return prepareOnce(folder);
            } catch (NoSuchFileException e) {
                if (vanishings == MAX_VANISHINGS) {
                    throw e;
                }
            }
        }
    }

    private Durable prepareOnce(Path folder) throws IOException {
        Durable known = known();
        prepare(folder, known);
        requireThere(folder);
        return known;
    }

    private void prepare(Path folder, Durable known) throws IOException {
        if (folder.equals(root) || known.folders().contains(folder)) {
            return;
        }
        Path parent = Unlinked.parentOf(folder);
        prepare(parent, known);
        makeOne(folder);
        sync.syncDirectory(parent);
        known.folders().add(folder);
    }

    /// Makes a directory and those above it without waiting for the disk: while one waits, others who find it empty
    /// remove it again. Answers that none of them is known to be on the disk.
    private Durable make(Path folder) throws IOException {
        makeAll(folder);
        requireThere(folder);
        return new Durable(-1);
    }

    private void makeAll(Path folder) throws IOException {
        if (!folder.equals(root)) {
            makeAll(Unlinked.parentOf(folder));
            makeOne(folder);
        }
    }

    private void makeOne(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (Files.isSymbolicLink(folder)) {
                throw Unlinked.linked(folder);
            }
            if (Files.isRegularFile(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new IllegalArgumentException(
                        "The object " + root.relativize(folder) + " cannot be a folder of others", e);
            }
        }
    }

    private void requireThere(Path folder) throws IOException {
        if (!isThere(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
    }

    private Durable known() throws IOException {
        long count = removalCount();
        return durable.updateAndGet(known ->
                known.removalCount() == count && known.folders().size() < MAX_REMEMBERED ? known : new Durable(count));
    }

    private long removalCount() throws IOException {
        try {
            return Files.size(removals);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /// Removes an object's file for good, and the directories that it leaves empty. Answers whether it was there.
    boolean delete(String path) throws IOException {
        Path file = root.resolve(path);
        Path folder = Unlinked.parentOf(file);
        if (!isThere(folder)) {
            return false;
        }
        boolean deleted = find(path).isPresent() && Files.deleteIfExists(file);
        try {
            sync.syncDirectory(folder);
            while (!folder.equals(root) && isEmpty(folder)) {
                InterruptShield.run(
                        () -> Files.write(removals, new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND));
                Files.delete(folder);
                folder = Unlinked.parentOf(folder);
            }
        } catch (NoSuchFileException | DirectoryNotEmptyException e) {
            LOG.debug("Another process made or removed something in {} meanwhile", folder, e);
        }
        return deleted;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            return !children.iterator().hasNext();
        }
    }

    Executor background() {
        return background;
    }

    /// A new empty file in the root's file system, out of the objects' way.
    Path createTemporaryFile() throws IOException {
        while (true) {
            try {
                return Files.createFile(temporary.resolve(session + "-" + files.incrementAndGet()));
            } catch (FileAlreadyExistsException e) {
                LOG.debug("A process with the same random numbers was here before", e);
            }
        }
    }

    /// Deletes what processes that died have left behind.
    void deleteAbandonedFiles(Timekeeper clock) throws IOException {
        Instant abandoned = clock.now().minus(ABANDONED_AFTER);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary)) {
            for (Path file : left) {
                try {
                    if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isBefore(abandoned)) {
                        Files.deleteIfExists(file);
                    }
                } catch (NoSuchFileException e) {
                    LOG.debug("The process of {} has just finished with it", file, e);
                }
            }
        }
    }
}
