package dev.sleeper.rowfile;

import dev.sleeper.objectstore.ObjectReader;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Says which pages of a file cannot have a key, by their filters, each of which is one short read. The filter that was
/// read last is kept, for more keys of the same page.
///
/// Not thread-safe. The file stays its owner's to close.
public final class KeyFilters {
    private static final int NO_PAGE = -1;

    private final ObjectReader in;
    private final RowFileFooter footer;
    private int page = NO_PAGE;
    private @Nullable ByteBuffer filter;

    public KeyFilters(ObjectReader in, RowFileFooter footer) {
        this.in = in;
        this.footer = footer;
    }

    /// Whether a page may have rows with a key. True when it has some, mostly false when it has none; always true
    /// in a file without filters.
    ///
    /// @param keyHash the row key's [dev.sleeper.row.KeyHash]
    /// @throws CorruptFileException when the filter is not as it was written
    public boolean mayHave(int wantedPage, long keyHash) {
        ByteBuffer bytes = wantedPage == page ? filter : read(wantedPage);
        return bytes == null
                || KeyFilter.mayHave(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining(), keyHash);
    }

    private @Nullable ByteBuffer read(int wantedPage) {
        RowGroupPages group = footer.group(wantedPage);
        ChunkPages filters = group.filters();
        page = wantedPage;
        filter = null;
        if (filters != null) {
            int inGroup = wantedPage - group.firstPage();
            int start = filters.start(inGroup);
            ByteBuffer bytes = in.read(filters.position() + start, filters.end(inGroup) - start);
            CRC32C crc = new CRC32C();
            crc.update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            if ((int) crc.getValue() != filters.checksum(inGroup)) {
                throw CorruptFileException.inFilter(footer.path(), wantedPage);
            }
            filter = bytes;
        }
        return filter;
    }
}
