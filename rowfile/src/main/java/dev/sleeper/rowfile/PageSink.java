package dev.sleeper.rowfile;

import dev.sleeper.rowfile.page.ByteSink;
import dev.sleeper.rowfile.page.PageHeader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;

/// The finished pages of one column chunk: compressed, behind their headers, with checksums. Each page has two:
/// the CRC-32 of its body in its header, for any reader, and the CRC-32C of header and body, which goes to the
/// end of the file, so that Sleeper's reader sees damage to headers and pages that stand in each other's place.
///
/// Not thread-safe.
final class PageSink {
    /// So that trying costs less than a tenth, and a column that shrinks again from some page on is soon
    /// compressed again.
    private static final int PAGES_SKIPPED = 15;

    private final PageCompressor compressor;
    private final BlockSink bytes = new BlockSink();
    private final ByteSink header = new ByteSink(1 << 7);
    private final ByteSink dictionaryBytes = new ByteSink(1 << 10);
    private final List<WrittenPage> written = new ArrayList<>();
    private final Map<Encoding, Integer> encodings = new EnumMap<>(Encoding.class);
    private final CRC32 bodyChecksum = new CRC32();
    private final CRC32C pageChecksum = new CRC32C();
    private int dictionaryChecksum;
    private int pagesToSkip;
    private long rawBytes;
    private long entryCount;
    private long nullCount;

    PageSink(PageCompressor compressor) {
        this.compressor = compressor;
    }

    /// What comes before the values of a page.
    ///
    /// @param rows            how many rows the page has
    /// @param entries         how many values and nulls
    /// @param nulls           how many entries have no value
    /// @param repetitionBytes the length of the repetition levels
    /// @param definitionBytes the length of the definition levels after them
    record Levels(int rows, int entries, int nulls, int repetitionBytes, int definitionBytes) {
        int sizeBytes() {
            return repetitionBytes + definitionBytes;
        }
    }

    /// A page of the chunk.
    ///
    /// @param rows      how many rows it has
    /// @param sizeBytes the length of its header and body
    /// @param checksum  the CRC-32C of both
    record WrittenPage(int rows, int sizeBytes, int checksum) {}

    /// Adds a data page of levels and then values, all of them still uncompressed.
    void add(ByteSink page, Levels levels, Encoding encoding) {
        int valuesFrom = levels.sizeBytes();
        int rawValues = page.length() - valuesFrom;
        int compressedValues = tryCompress(page, valuesFrom);
        boolean compressed = compressedValues < rawValues;
        byte[] values = compressed ? compressor.compressed() : page.bytes();
        int valuesAt = compressed ? 0 : valuesFrom;
        int valuesLength = compressed ? compressedValues : rawValues;
        bodyChecksum.reset();
        bodyChecksum.update(page.bytes(), 0, valuesFrom);
        bodyChecksum.update(values, valuesAt, valuesLength);
        header.clear();
        new PageHeader(
                        PageType.DATA_PAGE_V2,
                        page.length(),
                        valuesFrom + valuesLength,
                        (int) bodyChecksum.getValue(),
                        levels.entries,
                        encoding,
                        new PageHeader.Levels(
                                levels.nulls, levels.rows, levels.definitionBytes, levels.repetitionBytes, compressed))
                .write(header);
        pageChecksum.reset();
        append(header.bytes(), 0, header.length());
        append(page.bytes(), 0, valuesFrom);
        append(values, valuesAt, valuesLength);
        int size = header.length() + valuesFrom + valuesLength;
        written.add(new WrittenPage(levels.rows, size, (int) pageChecksum.getValue()));
        encodings.merge(encoding, 1, Integer::sum);
        rawBytes += header.length() + page.length();
        entryCount += levels.entries;
        nullCount += levels.nulls;
    }

    private void append(byte[] source, int from, int count) {
        pageChecksum.update(source, from, count);
        bytes.write(source, from, count);
    }

    /// Compresses the values of a page and gives their compressed length, or [Integer#MAX_VALUE] if they are to
    /// stay as they are. After a page that did not shrink some are not even tried: the next ones are mostly
    /// alike.
    private int tryCompress(ByteSink page, int valuesFrom) {
        if (pagesToSkip > 0) {
            pagesToSkip--;
            return Integer.MAX_VALUE;
        }
        int length = compressor.compress(page, valuesFrom);
        if (PageCompressor.isWorthwhile(page.length() - valuesFrom, length)) {
            return length;
        }
        pagesToSkip = PAGES_SKIPPED;
        return Integer.MAX_VALUE;
    }

    /// Adds the dictionary page, which comes before all others.
    void addDictionary(ByteSink values, int valueCount) {
        int length = compressor.compress(values, 0);
        bodyChecksum.reset();
        bodyChecksum.update(compressor.compressed(), 0, length);
        PageHeader.ofDictionary(values.length(), length, (int) bodyChecksum.getValue(), valueCount)
                .write(dictionaryBytes);
        rawBytes += dictionaryBytes.length() + values.length();
        dictionaryBytes.write(compressor.compressed(), 0, length);
        pageChecksum.reset();
        pageChecksum.update(dictionaryBytes.bytes(), 0, dictionaryBytes.length());
        dictionaryChecksum = (int) pageChecksum.getValue();
    }

    /// The data pages in order.
    List<WrittenPage> written() {
        return List.copyOf(written);
    }

    int count() {
        return written.size();
    }

    boolean usesDictionary() {
        return encodings.containsKey(Encoding.RLE_DICTIONARY);
    }

    /// The dictionary page; empty when there is none.
    ByteSink dictionaryBytes() {
        return dictionaryBytes;
    }

    int dictionaryChecksum() {
        return dictionaryChecksum;
    }

    /// All data pages.
    BlockSink bytes() {
        return bytes;
    }

    /// How many data pages have each encoding.
    Map<Encoding, Integer> encodings() {
        return Map.copyOf(encodings);
    }

    /// The length of all pages with their headers before compression.
    long rawBytes() {
        return rawBytes;
    }

    long entryCount() {
        return entryCount;
    }

    long nullCount() {
        return nullCount;
    }

    /// Forgets all pages, for the next chunk.
    void clear() {
        bytes.clear();
        dictionaryBytes.clear();
        written.clear();
        encodings.clear();
        rawBytes = 0;
        pagesToSkip = 0;
        entryCount = 0;
        nullCount = 0;
    }
}
