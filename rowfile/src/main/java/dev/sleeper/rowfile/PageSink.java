package dev.sleeper.rowfile;

import dev.sleeper.rowfile.page.ByteSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/// The finished pages of one column chunk: compressed, behind their headers, with checksums. Each page has two:
/// the CRC-32 of its body in its header, for any reader, and the CRC-32C of header and body, which goes to the
/// end of the file, so that Sleeper's reader sees damage to headers and pages that stand in each other's place.
///
/// Not thread-safe.
final class PageSink {
    private final PageCompressor compressor;
    private final ByteSink bytes = new ByteSink(1 << 16);
    private final ByteSink dictionaryBytes = new ByteSink(1 << 10);
    private final List<WrittenPage> written = new ArrayList<>();
    private final Map<Encoding, Integer> encodings = new EnumMap<>(Encoding.class);
    private final CRC32 bodyChecksum = new CRC32();
    private final CRC32C pageChecksum = new CRC32C();
    private int dictionaryChecksum;
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
        int compressedValues = compressor.compress(page, valuesFrom);
        boolean compressed = PageCompressor.isWorthwhile(rawValues, compressedValues);
        byte[] values = compressed ? compressor.compressed() : page.bytes();
        int valuesAt = compressed ? 0 : valuesFrom;
        int valuesLength = compressed ? compressedValues : rawValues;
        bodyChecksum.reset();
        bodyChecksum.update(page.bytes(), 0, valuesFrom);
        bodyChecksum.update(values, valuesAt, valuesLength);
        DataPageHeaderV2 data = new DataPageHeaderV2(
                        levels.entries,
                        levels.nulls,
                        levels.rows,
                        encoding,
                        levels.definitionBytes,
                        levels.repetitionBytes)
                .setIs_compressed(compressed);
        int start = bytes.length();
        writeHeader(
                new PageHeader(PageType.DATA_PAGE_V2, page.length(), valuesFrom + valuesLength)
                        .setCrc((int) bodyChecksum.getValue())
                        .setData_page_header_v2(data),
                bytes);
        int headerBytes = bytes.length() - start;
        bytes.write(page.bytes(), 0, valuesFrom);
        bytes.write(values, valuesAt, valuesLength);
        written.add(new WrittenPage(levels.rows, bytes.length() - start, checksum(bytes, start)));
        encodings.merge(encoding, 1, Integer::sum);
        rawBytes += headerBytes + page.length();
        entryCount += levels.entries;
        nullCount += levels.nulls;
    }

    /// Adds the dictionary page, which comes before all others.
    void addDictionary(ByteSink values, int valueCount) {
        int length = compressor.compress(values, 0);
        bodyChecksum.reset();
        bodyChecksum.update(compressor.compressed(), 0, length);
        writeHeader(
                new PageHeader(PageType.DICTIONARY_PAGE, values.length(), length)
                        .setCrc((int) bodyChecksum.getValue())
                        .setDictionary_page_header(new DictionaryPageHeader(valueCount, Encoding.PLAIN)),
                dictionaryBytes);
        rawBytes += dictionaryBytes.length() + values.length();
        dictionaryBytes.write(compressor.compressed(), 0, length);
        dictionaryChecksum = checksum(dictionaryBytes, 0);
    }

    private static void writeHeader(PageHeader header, ByteSink out) {
        try {
            Util.writePageHeader(header, out.asStream());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private int checksum(ByteSink sink, int from) {
        pageChecksum.reset();
        pageChecksum.update(sink.bytes(), from, sink.length() - from);
        return (int) pageChecksum.getValue();
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
    ByteSink bytes() {
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
        entryCount = 0;
        nullCount = 0;
    }
}
