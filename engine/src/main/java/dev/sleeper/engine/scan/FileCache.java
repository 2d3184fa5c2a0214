package dev.sleeper.engine.scan;

import dev.sleeper.environment.Timekeeper;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.schema.Schema;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where the pages are of the data files that queries have read, kept for those that come: the files that have not been
/// asked for for longest are forgotten when all take too much memory. Which of the files are open is another matter,
/// see [OpenFiles].
///
/// Thread-safe. Closing it closes all files.
public final class FileCache implements AutoCloseable {
    private static final float LOAD_FACTOR = 0.75f;

    private final OpenFiles openFiles;
    private final DecoderPool decoders;
    private final long maxBytes;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, LOAD_FACTOR, true);
    private long sizeBytes;

    /// A file that somebody has asked for; null until its end is read. How much of its memory is in the sum of all is
    /// guarded by the cache.
    private static final class Entry {
        private final Lock loading = new ReentrantLock();
        private volatile @Nullable SortedFile file;
        private long countedBytes;
    }

    /// @param decoders stays the caller's to close
    /// @param maxBytes memory for page indexes and key filters, at most
    /// @param maxFiles how many files are open at once, at most
    public FileCache(ObjectStore store, Timekeeper clock, DecoderPool decoders, long maxBytes, int maxFiles) {
        this.openFiles = new OpenFiles(store, clock, maxFiles);
        this.decoders = decoders;
        this.maxBytes = maxBytes;
    }

    /// Reads the end of a data file, or finds it here. Callers that ask for the same file wait for the first of them;
    /// others do not.
    ///
    /// @throws dev.sleeper.objectstore.MissingObjectException when it is gone
    public SortedFile file(String path, Schema schema) {
        Entry entry = entry(path);
        SortedFile known = entry.file;
        if (known != null) {
            return known;
        }
        entry.loading.lock();
        try {
            SortedFile file = entry.file;
            if (file == null) {
                file = SortedFile.of(openFiles.file(path), schema, decoders);
                keep(path, entry, file);
            }
            return file;
        } finally {
            dropEmpty(path, entry);
            entry.loading.unlock();
        }
    }

    private synchronized Entry entry(String path) {
        Entry entry = entries.computeIfAbsent(path, absent -> new Entry());
        SortedFile known = entry.file;
        if (known != null && known.memoryBytes() != entry.countedBytes) {
            count(entry, known);
        }
        return entry;
    }

    private synchronized void keep(String path, Entry entry, SortedFile file) {
        entry.file = file;
        if (entries.get(path) == entry) {
            count(entry, file);
        }
    }

    private void count(Entry entry, SortedFile file) {
        long bytes = file.memoryBytes();
        sizeBytes += bytes - entry.countedBytes;
        entry.countedBytes = bytes;
        Iterator<Entry> oldest = entries.values().iterator();
        while (sizeBytes > maxBytes && oldest.hasNext()) {
            Entry evicted = oldest.next();
            if (evicted.file != null) {
                oldest.remove();
                sizeBytes -= evicted.countedBytes;
            }
        }
    }

    /// Keeps nothing of a file that could not be read.
    private synchronized void dropEmpty(String path, Entry entry) {
        if (entry.file == null) {
            entries.remove(path, entry);
        }
    }

    /// Forgets the files of a folder.
    public void forget(String prefix) {
        forget((String path) -> path.startsWith(prefix));
    }

    /// Forgets files.
    public void forget(Set<String> paths) {
        forget(paths::contains);
    }

    /// Forgets files and closes them: whoever still reads one opens it again, if it is there.
    private void forget(Predicate<String> isForgotten) {
        synchronized (this) {
            Iterator<Map.Entry<String, Entry>> all = entries.entrySet().iterator();
            while (all.hasNext()) {
                Map.Entry<String, Entry> each = all.next();
                if (isForgotten.test(each.getKey())) {
                    all.remove();
                    sizeBytes -= each.getValue().countedBytes;
                }
            }
        }
        openFiles.forget(isForgotten);
    }

    @Override
    public void close() {
        forget("");
    }
}
