package dev.sleeper.engine.scan;

import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.schema.Schema;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Data files that queries have opened, kept for those that come: the least recently used are closed when there are too
/// many, or their page indexes take too much memory, but none while it is read.
///
/// Thread-safe. Closing it closes all files.
public final class FileCache implements AutoCloseable {
    private static final float LOAD_FACTOR = 0.75f;

    private final ObjectStore store;
    private final DecoderPool decoders;
    private final long maxBytes;
    private final int maxFiles;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, LOAD_FACTOR, true);
    private long sizeBytes;

    /// A file and how many read it. All but the loading of the file is guarded by the cache.
    private static final class Entry {
        private final ReentrantLock loading = new ReentrantLock();
        private @Nullable SortedFile file;
        private int users;
        private long sizeBytes;
    }

    /// @param decoders stays the caller's to close
    /// @param maxBytes memory for page indexes, at most
    /// @param maxFiles how many files are kept open, at most
    public FileCache(ObjectStore store, DecoderPool decoders, long maxBytes, int maxFiles) {
        this.store = store;
        this.decoders = decoders;
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    /// A file that somebody reads, who closes the lease.
    final class Lease implements AutoCloseable {
        private final Entry entry;
        private final SortedFile file;
        private boolean closed;

        private Lease(Entry entry, SortedFile file) {
            this.entry = entry;
            this.file = file;
        }

        SortedFile file() {
            return file;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                giveBack(entry);
            }
        }
    }

    /// Opens a data file, or finds it open.
    ///
    /// @throws dev.sleeper.objectstore.MissingObjectException when it is gone
    Lease open(String path, Schema schema) {
        Entry entry = take(path);
        try {
            return new Lease(entry, load(entry, path, schema));
        } catch (RuntimeException e) {
            forget(path, entry);
            throw e;
        }
    }

    private synchronized Entry take(String path) {
        Entry entry = entries.computeIfAbsent(path, absent -> new Entry());
        entry.users++;
        return entry;
    }

    /// Readers of one file wait for the first of them to open it; readers of others do not.
    private SortedFile load(Entry entry, String path, Schema schema) {
        entry.loading.lock();
        try {
            SortedFile file = entry.file;
            if (file == null) {
                file = SortedFile.open(store.open(path), schema, decoders);
                entry.file = file;
                closeAll(account(entry, file.memoryBytes()));
            }
            return file;
        } finally {
            entry.loading.unlock();
        }
    }

    private synchronized void forget(String path, Entry entry) {
        entry.users--;
        if (entry.users == 0 && entry.file == null) {
            entries.remove(path, entry);
        }
    }

    private void giveBack(Entry entry) {
        closeAll(released(entry));
    }

    private synchronized List<SortedFile> released(Entry entry) {
        entry.users--;
        return evict();
    }

    private synchronized List<SortedFile> account(Entry entry, long bytes) {
        entry.sizeBytes = bytes;
        sizeBytes += bytes;
        return evict();
    }

    /// Takes files out that are too many and that nobody reads; the caller closes them.
    private List<SortedFile> evict() {
        if (sizeBytes <= maxBytes && entries.size() <= maxFiles) {
            return List.of();
        }
        List<SortedFile> evicted = new ArrayList<>();
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext() && (sizeBytes > maxBytes || entries.size() > maxFiles)) {
            Entry entry = oldest.next();
            if (entry.users == 0 && entry.file != null) {
                oldest.remove();
                sizeBytes -= entry.sizeBytes;
                evicted.add(entry.file);
            }
        }
        return evicted;
    }

    private static void closeAll(List<SortedFile> files) {
        files.forEach(SortedFile::close);
    }

    @Override
    public void close() {
        List<SortedFile> open = new ArrayList<>();
        synchronized (this) {
            for (Entry entry : entries.values()) {
                if (entry.file != null) {
                    open.add(entry.file);
                }
            }
            entries.clear();
        }
        closeAll(open);
    }
}
