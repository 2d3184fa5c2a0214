package dev.sleeper.objectstore;

import dev.sleeper.environment.Timekeeper;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A store in this process's memory, for tests and trials; durable as long as the process lives.
///
/// Thread-safe. Contents are copied in and out, so that copies of the store can share them.
public final class InMemoryObjectStore implements ObjectStore {
    private final Timekeeper clock;
    private final ConcurrentSkipListMap<String, StoredObject> objects;

    /// An empty store.
    public InMemoryObjectStore(Timekeeper clock) {
        this(clock, new ConcurrentSkipListMap<>());
    }

    private InMemoryObjectStore(Timekeeper clock, ConcurrentSkipListMap<String, StoredObject> objects) {
        this.clock = clock;
        this.objects = objects;
    }

    /// A store with the same objects as this one has now, which goes its own way from here.
    public InMemoryObjectStore copy() {
        return new InMemoryObjectStore(clock, new ConcurrentSkipListMap<>(objects));
    }

    /// What is in the store: each object's path and version. Two stores with equal versions hold equal objects.
    public SortedMap<String, Version> versions() {
        SortedMap<String, Version> versions = new TreeMap<>();
        objects.forEach((path, object) -> versions.put(path, object.version()));
        return versions;
    }

    @Override
    public URI root() {
        return URI.create("memory:///");
    }

    @Override
    public PutOutcome putIfAbsent(String path, byte[] content) {
        requireFree(ObjectPath.requireLegal(path));
        ObjectStore.requireSmall(path, content.length);
        return add(path, content.clone());
    }

    @Override
    public ObjectWriter create(String path) {
        requireFree(ObjectPath.requireLegal(path));
        return new MemoryWriter(path);
    }

    @Override
    public Optional<VersionedObject> get(String path) {
        StoredObject object = objects.get(ObjectPath.requireLegal(path));
        if (object == null) {
            return Optional.empty();
        }
        ObjectStore.requireSmall(path, object.content().length);
        return Optional.of(new VersionedObject(object.content().clone(), object.version()));
    }

    @Override
    public ObjectReader open(String path) {
        StoredObject object = objects.get(ObjectPath.requireLegal(path));
        if (object == null) {
            throw new MissingObjectException(path);
        }
        return new MemoryReader(path, object.content());
    }

    @Override
    public SwapOutcome compareAndSwap(String path, Version expected, byte[] content) {
        StoredObject found = objects.get(ObjectPath.requireLegal(path));
        ObjectStore.requireSmall(path, content.length);
        if (found == null || !found.version().equals(expected)) {
            return SwapOutcome.STALE;
        }
        // The map compares by identity, so that a content which left and came back in between is not taken for this
        // one.
        boolean swapped = objects.replace(path, found, new StoredObject(content.clone(), clock.now()));
        return swapped ? SwapOutcome.SWAPPED : SwapOutcome.STALE;
    }

    @Override
    public List<ObjectSummary> list(String prefix, String after, int limit) {
        ObjectPath.requireLegalPrefix(prefix);
        String start = after.compareTo(prefix) < 0 ? prefix : after;
        return objects.tailMap(start, true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .filter(entry -> entry.getKey().compareTo(after) > 0)
                .limit(limit)
                .map(InMemoryObjectStore::summary)
                .toList();
    }

    @Override
    public void delete(String path) {
        objects.remove(ObjectPath.requireLegal(path));
    }

    @Override
    public Instant date() {
        return clock.now();
    }

    /// Keeps the objects: a store that others look into again has nothing to give back.
    @Override
    public void close() {}

    private PutOutcome add(String path, byte[] content) {
        StoredObject before = objects.putIfAbsent(path, new StoredObject(content, clock.now()));
        return before == null ? PutOutcome.CREATED : PutOutcome.EXISTS;
    }

    /// Refuses what a directory could not hold: a path below an object, or one that others are below.
    private void requireFree(String path) {
        String below = objects.higherKey(path + "/");
        if (below != null && below.startsWith(path + "/")) {
            throw new IllegalArgumentException("Object path " + path + " is the folder of " + below);
        }
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (objects.containsKey(path.substring(0, slash))) {
                throw new IllegalArgumentException(
                        "Object path " + path + " lies below the object " + path.substring(0, slash));
            }
        }
    }

    private static ObjectSummary summary(Map.Entry<String, StoredObject> entry) {
        StoredObject object = entry.getValue();
        return new ObjectSummary(entry.getKey(), object.content().length, object.written());
    }

    /// One content of an object; a new one for each write, told apart by identity.
    private static final class StoredObject {
        private final byte[] content;
        private final Instant written;
        /// Made when first asked for, perhaps by several threads alike.
        private @Nullable Version version;

        StoredObject(byte[] content, Instant written) {
            this.content = content;
            this.written = written;
        }

        byte[] content() {
            return content;
        }

        Instant written() {
            return written;
        }

        Version version() {
            Version known = version;
            if (known == null) {
                known = Version.of(content);
                version = known;
            }
            return known;
        }
    }

    private final class MemoryWriter implements ObjectWriter {
        private final String path;
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private boolean ended;

        MemoryWriter(String path) {
            this.path = path;
        }

        @Override
        public void write(ByteBuffer bytes) {
            requireOpen();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            written.writeBytes(copy);
        }

        @Override
        public PutOutcome finish() {
            requireOpen();
            ended = true;
            return add(path, written.toByteArray());
        }

        @Override
        public void close() {
            ended = true;
        }

        private void requireOpen() {
            if (ended) {
                throw new IllegalStateException("The writer of " + path + " is finished or closed");
            }
        }
    }

    private static final class MemoryReader implements ObjectReader {
        private final String path;
        private final byte[] content;
        private final AtomicBoolean closed = new AtomicBoolean();

        MemoryReader(String path, byte[] content) {
            this.path = path;
            this.content = content;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public long sizeBytes() {
            return content.length;
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            if (closed.get()) {
                throw new IllegalStateException("The reader of " + path + " is closed");
            }
            ObjectReader.requireInside(path, content.length, offset, length);
            byte[] range = new byte[length];
            System.arraycopy(content, Math.toIntExact(offset), range, 0, length);
            return ByteBuffer.wrap(range);
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
