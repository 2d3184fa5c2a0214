package dev.sleeper.rowfile;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.sleeper.rowfile.page.ByteSource;
import dev.sleeper.rowfile.page.BytesValues;
import dev.sleeper.rowfile.page.MalformedPageException;
import dev.sleeper.rowfile.page.PageHeader;
import dev.sleeper.rowfile.page.PageScratch;
import dev.sleeper.rowfile.page.PageValues;
import dev.sleeper.rowfile.page.RunLengths;
import dev.sleeper.rowfile.shape.Leaf;
import dev.sleeper.rowfile.shape.LeafEntries;
import java.util.zip.CRC32C;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/// Turns the bytes of pages into values: compares the checksum before anything is believed, then parses the
/// header, decompresses and decodes.
///
/// Not thread-safe: it holds native memory and the arrays of one page.
final class PageDecoder implements AutoCloseable {
    /// More than a page can have: one of a single row of the largest batch.
    private static final int MAX_RAW_BYTES = 1 << 28;

    private static final int[] NO_LEVELS = {};

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final CRC32C crc = new CRC32C();
    private final PageScratch scratch = new PageScratch();
    private byte[] raw = new byte[1 << 16];
    private int[] repetitions = NO_LEVELS;
    private int[] definitions = NO_LEVELS;

    /// Decodes a dictionary page.
    ///
    /// @param bytes holds the page from `from` to before `to`, and [ByteSource#paddedLength] of `to` bytes at least
    /// @throws MalformedPageException when the page is not as it was written
    PageValues decodeDictionary(Leaf leaf, byte[] bytes, int from, int to, int checksum) {
        checkChecksum(bytes, from, to, checksum);
        ByteSource stored = new ByteSource(bytes, from, to);
        PageHeader header = PageHeader.read(stored);
        check(
                header.type() == PageType.DICTIONARY_PAGE
                        && header.encoding() == Encoding.PLAIN
                        && header.storedBytes() == stored.remaining(),
                "its header describes another");
        int rawBytes = header.rawBytes();
        reserve(rawBytes);
        decompress(bytes, to - stored.remaining(), to, 0, rawBytes);
        int count = header.entries();
        check(count > 0 && count <= rawBytes, "it says that it has more values than bytes, or none");
        PageValues values = PageValues.of(leaf.type(), count);
        ByteSource source = new ByteSource(raw, 0, rawBytes);
        values.readPlain(source, count);
        source.expectEnd();
        return values;
    }

    /// Decodes a data page and adds what is in it to the entries.
    ///
    /// @param bytes holds the page from `from` to before `to`, and [ByteSource#paddedLength] of `to` bytes at least
    /// @param rows  how many rows it has
    /// @throws MalformedPageException when the page is not as it was written
    void decode(
            LeafEntries entries,
            @Nullable PageValues dictionary,
            byte[] bytes,
            int from,
            int to,
            int checksum,
            int rows) {
        checkChecksum(bytes, from, to, checksum);
        ByteSource stored = new ByteSource(bytes, from, to);
        PageHeader header = PageHeader.read(stored);
        int body = to - stored.remaining();
        checkHeader(header, entries.leaf(), stored.remaining(), rows);
        int rawBytes = header.rawBytes();
        int repetitionBytes = header.levels().repetitionBytes();
        int levelBytes = repetitionBytes + header.levels().definitionBytes();
        reserve(rawBytes);
        System.arraycopy(bytes, body, raw, 0, levelBytes);
        if (header.levels().compressed()) {
            decompress(bytes, body + levelBytes, to, levelBytes, rawBytes);
        } else {
            check(rawBytes == to - body, "it has another length than its header says");
            System.arraycopy(bytes, body + levelBytes, raw, levelBytes, rawBytes - levelBytes);
        }
        int valueCount = header.entries() - header.levels().nulls();
        readLevels(entries, header.entries(), valueCount, repetitionBytes, levelBytes);
        ByteSource values = new ByteSource(raw, levelBytes, rawBytes);
        readValues(entries.values(), header.encoding(), dictionary, values, valueCount);
        values.expectEnd();
    }

    private static void checkHeader(PageHeader header, Leaf leaf, int storedBytes, int rows) {
        int count = header.entries();
        PageHeader.Levels levels = header.levels();
        check(
                header.type() == PageType.DATA_PAGE_V2 && levels.rows() == rows && header.storedBytes() == storedBytes,
                "its header describes another");
        check(leaf.maxRepetition() > 0 ? count >= rows : count == rows, "it has another number of entries than rows");
        check(
                levels.nulls() >= 0 && levels.nulls() <= count && (leaf.maxDefinition() > 0 || levels.nulls() == 0),
                "it has another number of nulls than it can have");
        int most = Math.min(storedBytes, header.rawBytes());
        check(
                levels.repetitionBytes() >= 0
                        && levels.definitionBytes() >= 0
                        && levels.repetitionBytes() <= most - levels.definitionBytes(),
                "its levels are longer than the page");
    }

    private void checkChecksum(byte[] bytes, int from, int to, int checksum) {
        crc.reset();
        crc.update(bytes, from, to - from);
        check((int) crc.getValue() == checksum, "its checksum does not match");
    }

    private void reserve(int rawBytes) {
        check(rawBytes >= 0 && rawBytes <= MAX_RAW_BYTES, "it says that it has more bytes than a page can have");
        if (raw.length < ByteSource.paddedLength(rawBytes)) {
            raw = new byte[ByteSource.paddedLength(rawBytes)];
        }
    }

    private void decompress(byte[] bytes, int from, int to, int rawFrom, int rawTo) {
        int length;
        try {
            length = zstd.decompressByteArray(raw, rawFrom, rawTo - rawFrom, bytes, from, to - from);
        } catch (ZstdException damaged) {
            throw new MalformedPageException("it cannot be decompressed: " + damaged.getMessage());
        }
        check(length == rawTo - rawFrom, "it has another length than its header says");
    }

    private void readLevels(LeafEntries entries, int count, int valueCount, int repetitionBytes, int levelBytes) {
        Leaf leaf = entries.leaf();
        if (leaf.isFlatRequired()) {
            check(levelBytes == 0, "it has levels");
            return;
        }
        if (definitions.length < count) {
            definitions = new int[count];
            repetitions = new int[count];
        }
        readLevels(repetitions, count, leaf.maxRepetition(), 0, repetitionBytes);
        readLevels(definitions, count, leaf.maxDefinition(), repetitionBytes, levelBytes);
        int defined = 0;
        for (int i = 0; i < count; i++) {
            defined += definitions[i] == leaf.maxDefinition() ? 1 : 0;
        }
        check(defined == valueCount, "it has another number of nulls than its header says");
        entries.append(repetitions, definitions, count);
    }

    private void readLevels(int[] levels, int count, int max, int from, int to) {
        ByteSource source = new ByteSource(raw, from, to);
        if (max > 0) {
            RunLengths.decode(source, count, RunLengths.width(max), levels, 0);
            for (int i = 0; i < count; i++) {
                check(levels[i] <= max, "it has a level that its column cannot have");
            }
        }
        source.expectEnd();
    }

    private void readValues(
            PageValues values, Encoding encoding, @Nullable PageValues dictionary, ByteSource in, int count) {
        switch (encoding) {
            case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, RLE -> values.readPacked(in, count, scratch);
            case DELTA_BYTE_ARRAY -> {
                check(values instanceof BytesValues, "it has the encoding of another type");
                ((BytesValues) values).readPrefixed(in, count, scratch);
            }
            case PLAIN -> values.readPlain(in, count);
            case RLE_DICTIONARY -> {
                PageValues entries = required(dictionary);
                int[] places = scratch.first(count);
                RunLengths.decode(in, count, in.readByte(), places, 0);
                values.readDictionary(entries, places, count);
            }
            case PLAIN_DICTIONARY, BIT_PACKED, BYTE_STREAM_SPLIT ->
                throw new MalformedPageException("its encoding is " + encoding);
        }
    }

    private static void check(boolean asWritten, String why) {
        if (!asWritten) {
            throw new MalformedPageException(why);
        }
    }

    private static <T> T required(@Nullable T part) {
        if (part == null) {
            throw new MalformedPageException("its header or its dictionary is missing");
        }
        return part;
    }

    @Override
    public void close() {
        zstd.close();
    }
}
