package dev.sleeper.objectstore.local;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.Timekeeper;
import dev.sleeper.objectstore.MissingObjectException;
import dev.sleeper.objectstore.ObjectPath;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.objectstore.SwapOutcome;
import dev.sleeper.objectstore.Version;
import dev.sleeper.objectstore.VersionedObject;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A store in a directory of this machine, for any number of its processes. See the package for what is where.
///
/// Thread-safe.
public final class LocalObjectStore implements ObjectStore {
    private final Folders folders;
    private final SwapLocks locks;
    private final Sightings sightings = new Sightings();
    private final Timekeeper clock;

    private LocalObjectStore(Folders folders, Timekeeper clock) {
        this.folders = folders;
        this.locks = new SwapLocks(folders.locks(), clock);
        this.clock = clock;
    }

    /// Opens a directory, making it when it is not there, and clears what processes that died have left in it.
    ///
    /// @throws IllegalArgumentException  when it is a file, or on a file system that cannot keep a store's promises
    /// @throws StoreUnavailableException when it cannot be made or written to
    public static LocalObjectStore open(Path directory, Environment environment) {
        return open(directory, environment, new DirectorySync());
    }

    static LocalObjectStore open(Path directory, Environment environment, DirectorySync sync) {
        try {
            Folders folders = Folders.open(directory, environment.randomId(), sync, environment.blocking());
            FileSystemCheck.requireSuitable(folders);
            folders.deleteAbandonedFiles(environment.clock());
            return new LocalObjectStore(folders, environment.clock());
        } catch (IOException e) {
            throw LocalFailures.unavailable(directory, "open the store", e);
        }
    }

    @Override
    public URI root() {
        return uriOf(folders.root());
    }

    /// The URI of a directory as a store's root: whether it is there or not, without a slash at its end.
    public static URI uriOf(Path directory) {
        String uri = directory.toUri().toString();
        boolean cut = uri.endsWith("/") && directory.getNameCount() > 0;
        return URI.create(cut ? uri.substring(0, uri.length() - 1) : uri);
    }

    @Override
    public PutOutcome putIfAbsent(String path, byte[] content) {
        ObjectStore.requireSmall(path, content.length);
        if (find(path).isPresent()) {
            return PutOutcome.EXISTS;
        }
        try (LocalWriter writer = LocalWriter.open(folders, path)) {
            writer.write(ByteBuffer.wrap(content));
            return writer.finish();
        }
    }

    @Override
    public ObjectWriter create(String path) {
        return LocalWriter.open(folders, ObjectPath.requireLegal(path));
    }

    @Override
    public Optional<VersionedObject> get(String path) {
        try {
            Optional<BasicFileAttributes> found = find(path);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            VersionedObject object = read(path, found.get());
            settle(path, object.version(), found.get().lastModifiedTime());
            return Optional.of(object);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unavailable("read object " + path, e);
        }
    }

    private VersionedObject read(String path, BasicFileAttributes found) throws IOException {
        try (LocalReader reader = LocalReader.open(folders.root(), path, found)) {
            ObjectStore.requireSmall(path, reader.sizeBytes());
            byte[] content = reader.read(0, Math.toIntExact(reader.sizeBytes())).array();
            return new VersionedObject(content, Version.of(content));
        }
    }

    /// Brings to the disk what was read. Another process may have linked the object and not have synced the directory
    /// yet, or have died before it did; but what is read may be acknowledged to a user on the strength of it.
    private void settle(String path, Version version, FileTime modified) throws IOException {
        if (sightings.isNew(path, version, modified)) {
            folders.settle(path);
            sightings.add(path, version, modified);
        }
    }

    @Override
    public ObjectReader open(String path) {
        BasicFileAttributes found = find(path).orElseThrow(() -> new MissingObjectException(path));
        try {
            return LocalReader.open(folders.root(), path, found);
        } catch (NoSuchFileException e) {
            throw new MissingObjectException(path);
        } catch (IOException e) {
            throw unavailable("open object " + path, e);
        }
    }

    @Override
    public SwapOutcome compareAndSwap(String path, Version expected, byte[] content) {
        ObjectStore.requireSmall(path, content.length);
        try {
            // Looked at without the lock too, so that whoever is late costs the others nothing.
            if (!isAt(path, expected)) {
                return SwapOutcome.STALE;
            }
            return locks.whileHolding(path, () -> swap(path, expected, content)).orElse(SwapOutcome.CONFLICT);
        } catch (IOException e) {
            throw unavailable("replace object " + path, e);
        }
    }

    private SwapOutcome swap(String path, Version expected, byte[] content) throws IOException {
        if (!isAt(path, expected)) {
            return SwapOutcome.STALE;
        }
        try (TemporaryFile replacement = TemporaryFile.create(folders)) {
            replacement.write(ByteBuffer.wrap(content));
            replacement.sync();
            return folders.replace(replacement.path(), path) ? SwapOutcome.SWAPPED : SwapOutcome.UNCLEAR;
        }
    }

    private boolean isAt(String path, Version expected) throws IOException {
        try {
            Optional<BasicFileAttributes> found = find(path);
            return found.isPresent() && read(path, found.get()).version().equals(expected);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public List<ObjectSummary> list(String prefix, String after, int limit) {
        folders.sync().requireSound();
        try {
            return new LocalList(folders, ObjectPath.requireLegalPrefix(prefix), after, limit).read();
        } catch (IOException e) {
            throw unavailable("list " + prefix, e);
        }
    }

    /// Removes the object under its lock: a swap that is under way must not bring it back.
    @Override
    public void delete(String path) {
        ObjectPath.requireLegal(path);
        folders.sync().requireSound();
        try {
            if (locks.whileHolding(path, () -> folders.delete(path)).isEmpty()) {
                throw new IOException("other processes hold its lock");
            }
        } catch (IOException e) {
            throw unavailable("delete object " + path, e);
        }
    }

    @Override
    public Instant date() {
        return clock.now();
    }

    /// Has nothing to give back: no file stays open between two operations.
    @Override
    public void close() {}

    /// The regular file at an object's path, if there is one.
    private Optional<BasicFileAttributes> find(String path) {
        ObjectPath.requireLegal(path);
        folders.sync().requireSound();
        try {
            return folders.find(path);
        } catch (IOException e) {
            throw unavailable("look for object " + path, e);
        }
    }

    private StoreUnavailableException unavailable(String action, IOException cause) {
        return LocalFailures.unavailable(folders.root(), action, cause);
    }
}
