package dev.sleeper.rowfile;

import dev.sleeper.objectstore.ObjectReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32C;

/// Says which pages of a file cannot have a key, by their filters: each is one short read when it is first asked, and
/// kept from then on.
///
/// Thread-safe. The file stays its owner's to close.
public final class KeyFilters {
    private final ObjectReader in;
    private final RowFileFooter footer;
    private final AtomicReferenceArray<byte[]> filters;
    private final AtomicLong memoryBytes = new AtomicLong();

    public KeyFilters(ObjectReader in, RowFileFooter footer) {
        this.in = in;
        this.footer = footer;
        this.filters = new AtomicReferenceArray<>(footer.pageCount());
    }

    /// Whether a page may have rows with a key. True when it has some, mostly false when it has none; always true
    /// in a file without filters.
    ///
    /// @param keyHash the row key's [dev.sleeper.row.KeyHash]
    /// @throws CorruptFileException when the filter is not as it was written
    public boolean mayHave(int page, long keyHash) {
        byte[] known = filters.get(page);
        if (known != null) {
            return KeyFilter.mayHave(known, keyHash);
        }
        RowGroupPages group = footer.group(page);
        ChunkPages stored = group.filters();
        if (stored == null) {
            return true;
        }
        byte[] read = read(stored, page, page - group.firstPage());
        if (filters.compareAndSet(page, null, read)) {
            memoryBytes.addAndGet(read.length);
        }
        return KeyFilter.mayHave(read, keyHash);
    }

    private byte[] read(ChunkPages stored, int page, int inGroup) {
        int start = stored.start(inGroup);
        ByteBuffer bytes = in.read(stored.position() + start, stored.end(inGroup) - start);
        int from = bytes.arrayOffset() + bytes.position();
        byte[] filter = Arrays.copyOfRange(bytes.array(), from, from + bytes.remaining());
        CRC32C crc = new CRC32C();
        crc.update(filter, 0, filter.length);
        if ((int) crc.getValue() != stored.checksum(inGroup)) {
            throw CorruptFileException.inFilter(footer.path(), page);
        }
        return filter;
    }

    /// How much memory the filters take that are kept.
    public long memoryBytes() {
        return memoryBytes.get();
    }
}
