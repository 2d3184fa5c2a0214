package dev.sleeper.engine.scan;

import dev.sleeper.environment.Timekeeper;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The data files that are open, never more than so many: those read last, by whatever query. A file that was closed to
/// make room is opened again when it is read again, so any number of files can be in use. One that nobody has read for
/// long is closed when others are read: if another process has deleted it, its space on disk is free then.
///
/// Thread-safe. Closing it closes all files.
final class OpenFiles implements AutoCloseable {
    private static final float LOAD_FACTOR = 0.75f;
    private static final long LONGEST_IDLE_NANOS = Duration.ofMinutes(10).toNanos();

    private final ObjectStore store;
    private final Timekeeper clock;
    private final int maxOpen;
    private final Lock lock = new ReentrantLock();
    private final Condition spare = lock.newCondition();
    private final Map<String, Place> places = new LinkedHashMap<>(16, LOAD_FACTOR, true);

    /// A file that is open or about to be. How many read it, since when nobody does, and whether it is forgotten, is
    /// guarded by the lock of all.
    private static final class Place {
        private final Lock opening = new ReentrantLock();
        private volatile @Nullable ObjectReader reader;
        private int users;
        private long idleSinceNanos;
        private boolean forgotten;
    }

    /// @param maxOpen how many files are open at once at most
    OpenFiles(ObjectStore store, Timekeeper clock, int maxOpen) {
        this.store = store;
        this.clock = clock;
        this.maxOpen = maxOpen;
    }

    /// A file, which is open only while it is read or there is room.
    ///
    /// @throws dev.sleeper.objectstore.MissingObjectException when it is gone
    ObjectReader file(String path) {
        Place place = take(path);
        try {
            return new SharedFile(path, reader(path, place).sizeBytes());
        } finally {
            giveBack(path, place);
        }
    }

    /// A file by its path. Closing it does nothing: others may read it too.
    private final class SharedFile implements ObjectReader {
        private final String path;
        private final long sizeBytes;

        SharedFile(String path, long sizeBytes) {
            this.path = path;
            this.sizeBytes = sizeBytes;
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
            Place place = take(path);
            try {
                return reader(path, place).read(offset, length);
            } finally {
                giveBack(path, place);
            }
        }

        @Override
        public void close() {}
    }

    /// Readers of one file wait for the first of them to open it; readers of others do not.
    private ObjectReader reader(String path, Place place) {
        ObjectReader open = place.reader;
        if (open != null) {
            return open;
        }
        place.opening.lock();
        try {
            ObjectReader reader = place.reader;
            if (reader == null) {
                reader = store.open(path);
                place.reader = reader;
            }
            return reader;
        } finally {
            place.opening.unlock();
        }
    }

    /// Finds the file's place, or makes room for one: waits while all files that are open are being read.
    private Place take(String path) {
        lock.lock();
        try {
            while (true) {
                Place known = places.get(path);
                if (known != null) {
                    known.users++;
                    return known;
                }
                if (places.size() < maxOpen || closeIdle(0)) {
                    Place made = new Place();
                    made.users = 1;
                    places.put(path, made);
                    return made;
                }
                spare.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Closes the file that has not been read for longest, if nobody has read it for so long; false when there is
    /// no such file.
    private boolean closeIdle(long minNanos) {
        Iterator<Place> oldest = places.values().iterator();
        while (oldest.hasNext()) {
            Place place = oldest.next();
            if (place.users == 0) {
                if (clock.nanoTime() - place.idleSinceNanos < minNanos) {
                    return false;
                }
                oldest.remove();
                close(place);
                return true;
            }
        }
        return false;
    }

    private void giveBack(String path, Place place) {
        lock.lock();
        try {
            place.users--;
            place.idleSinceNanos = clock.nanoTime();
            if (place.users == 0 && (place.forgotten || place.reader == null)) {
                places.remove(path, place);
                close(place);
            }
            closeIdle(LONGEST_IDLE_NANOS);
            spare.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Closes the files whose path begins so, those that are being read right after.
    void forget(Predicate<String> isForgotten) {
        lock.lock();
        try {
            for (Map.Entry<String, Place> entry : List.copyOf(places.entrySet())) {
                Place place = entry.getValue();
                if (isForgotten.test(entry.getKey())) {
                    place.forgotten = true;
                    if (place.users == 0) {
                        places.remove(entry.getKey());
                        close(place);
                    }
                }
            }
            spare.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void close(Place place) {
        ObjectReader reader = place.reader;
        if (reader != null) {
            reader.close();
        }
    }

    @Override
    public void close() {
        forget(path -> true);
    }
}
