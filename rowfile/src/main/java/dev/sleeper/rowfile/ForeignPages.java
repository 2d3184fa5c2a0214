package dev.sleeper.rowfile;

import dev.sleeper.objectstore.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;

/// What the headers of the pages say that another program wrote.
public final class ForeignPages {
    private static final int MAX_HEADER_BYTES = 1 << 20;
    private static final int READ_BYTES = 1 << 10;

    private ForeignPages() {}

    /// The largest that any page of a column chunk becomes.
    ///
    /// @param rawBytes  before compression
    /// @param values    how many of its rows', with nulls
    /// @param words     how many in its dictionary, which may have some that no row has
    /// @param wordBytes how long these are together
    public record Largest(long rawBytes, long values, long words, long wordBytes) {}

    /// Reads the headers of a chunk's pages.
    ///
    /// @param from where the chunk begins
    /// @param to   where it ends
    /// @throws IOException when they are no headers, or a page is longer than the chunk
    public static Largest largest(ObjectReader file, long from, long to) throws IOException {
        HeaderInput in = new HeaderInput(file, from, to);
        long rawBytes = 0;
        long values = 0;
        long words = 0;
        long wordBytes = 0;
        while (in.position < to) {
            PageHeader header = Thrift.read(new PageHeader(), in, MAX_HEADER_BYTES);
            int storedBytes = header.getCompressed_page_size();
            if (storedBytes < 0 || storedBytes > to - in.position || header.getUncompressed_page_size() < 0) {
                throw new IOException("a page claims to have " + storedBytes + " bytes");
            }
            in.position += storedBytes;
            rawBytes = Math.max(rawBytes, header.getUncompressed_page_size());
            values = Math.max(values, values(header));
            DictionaryPageHeader dictionary = header.getDictionary_page_header();
            if (dictionary != null) {
                words = Math.max(words, dictionary.getNum_values());
                wordBytes = Math.max(wordBytes, header.getUncompressed_page_size());
            }
        }
        return new Largest(rawBytes, values, words, wordBytes);
    }

    private static int values(PageHeader header) {
        DataPageHeader data = header.getData_page_header();
        DataPageHeaderV2 dataV2 = header.getData_page_header_v2();
        if (data != null) {
            return data.getNum_values();
        }
        return dataV2 == null ? 0 : dataV2.getNum_values();
    }

    /// The bytes of a chunk from any position on, of which few are read at once.
    private static final class HeaderInput extends InputStream {
        private final ObjectReader file;
        private final long end;
        private long position;
        private ByteBuffer bytes = ByteBuffer.allocate(0);
        private long bytesAt;

        HeaderInput(ObjectReader file, long from, long to) {
            this.file = file;
            this.position = from;
            this.bytesAt = from;
            this.end = to;
        }

        @Override
        public int read() {
            return fill() ? Byte.toUnsignedInt(bytes.get(Math.toIntExact(position++ - bytesAt))) : -1;
        }

        @Override
        public int read(byte[] target, int from, int length) {
            if (!fill()) {
                return -1;
            }
            int at = Math.toIntExact(position - bytesAt);
            int count = Math.min(length, bytes.limit() - at);
            bytes.get(at, target, from, count);
            position += count;
            return count;
        }

        private boolean fill() {
            if (position >= end) {
                return false;
            }
            if (position < bytesAt || position >= bytesAt + bytes.limit()) {
                bytes = file.read(position, Math.toIntExact(Math.min(READ_BYTES, end - position)));
                bytesAt = position;
            }
            return true;
        }
    }
}
