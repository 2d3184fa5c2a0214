package dev.sleeper.rowfile;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.rowfile.page.ByteSink;
import dev.sleeper.rowfile.page.Dictionary;
import dev.sleeper.rowfile.page.RunLengths;
import dev.sleeper.rowfile.page.ValueEncoder;
import dev.sleeper.rowfile.shape.Leaf;
import dev.sleeper.rowfile.shape.ShreddedLeaf;
import java.util.Arrays;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/// Encodes the pages of one leaf column, and keeps those of the row group that is being written.
///
/// The encoding follows from the type, but for columns other than keys that turn out to have few distinct
/// values: if the first page of a row group is smaller with a dictionary, the row group has one until it grows
/// too large.
///
/// Not thread-safe.
final class ChunkWriter {
    /// A first page with fewer values tells too little to be worth a dictionary page.
    private static final int MIN_VALUES_FOR_DICTIONARY = 64;

    /// Of the first page's values, one in this many may be distinct.
    private static final int DICTIONARY_SHARE = 8;

    private final Leaf leaf;
    private final boolean key;
    private final ValueEncoder encoder;
    private final PageSink pages;
    private final ByteSink page = new ByteSink(1 << 14);
    private final ByteSink packed = new ByteSink(1 << 10);
    private final @Nullable Dictionary dictionary;
    private boolean dictionaryInUse;
    private int[] places = new int[0];

    ChunkWriter(Leaf leaf, boolean key, ValueEncoder encoder, PageCompressor compressor) {
        this.leaf = leaf;
        this.key = key;
        this.encoder = encoder;
        this.pages = new PageSink(compressor);
        this.dictionary = key ? null : Dictionary.of(leaf.type());
    }

    Leaf leaf() {
        return leaf;
    }

    /// The pages of the row group so far.
    PageSink pages() {
        return pages;
    }

    /// Writes a page of rows with exactly one value each.
    void writeRequired(Column column, int from, int to) {
        page.clear();
        Encoding encoding = encodeValues(column, from, to);
        pages.add(page, new PageSink.Levels(to - from, to - from, 0, 0, 0), encoding);
    }

    /// Writes a page of rows that each have at most one value, and all of them do.
    void writePresent(Column column, int from, int to) {
        int rows = to - from;
        page.clear();
        int[] ones = places(rows);
        Arrays.fill(ones, 0, rows, 1);
        RunLengths.encode(ones, rows, 1, page);
        int definitionBytes = page.length();
        Encoding encoding = encodeValues(column, from, to);
        pages.add(page, new PageSink.Levels(rows, rows, 0, 0, definitionBytes), encoding);
    }

    /// Writes a page of rows with any number of values.
    void writeEntries(ShreddedLeaf entries, int rows) {
        page.clear();
        int count = entries.entryCount();
        if (leaf.maxRepetition() > 0) {
            RunLengths.encode(entries.repetitions(), count, RunLengths.width(leaf.maxRepetition()), page);
        }
        int repetitionBytes = page.length();
        if (leaf.maxDefinition() > 0) {
            RunLengths.encode(entries.definitions(), count, RunLengths.width(leaf.maxDefinition()), page);
        }
        int definitionBytes = page.length() - repetitionBytes;
        Encoding encoding = encodeValues(entries.values(), 0, entries.valueCount());
        int nulls = count - entries.valueCount();
        pages.add(page, new PageSink.Levels(rows, count, nulls, repetitionBytes, definitionBytes), encoding);
    }

    /// Ends the row group's chunk: gives the dictionary page its place and forgets the dictionary.
    void endChunk() {
        if (dictionary == null) {
            return;
        }
        if (pages.usesDictionary()) {
            page.clear();
            dictionary.writeValues(page);
            pages.addDictionary(page, dictionary.size());
        }
        dictionary.clear();
        dictionaryInUse = false;
    }

    private Encoding encodeValues(Column column, int from, int to) {
        if (dictionary != null && pages.count() == 0) {
            dictionaryInUse = isWorthDictionary(dictionary, column, from, to);
        }
        if (dictionary != null && dictionaryInUse) {
            int[] found = places(to - from);
            dictionaryInUse = dictionary.add(column, from, to, Dictionary.MAX_VALUES, found);
            if (dictionaryInUse) {
                int width = RunLengths.width(dictionary.size() - 1);
                page.writeByte(width);
                RunLengths.encode(found, to - from, width, page);
                return Encoding.RLE_DICTIONARY;
            }
        }
        return encodePacked(column, from, to, page);
    }

    private Encoding encodePacked(Column column, int from, int to, ByteSink out) {
        return switch (leaf.type()) {
            case INT, LONG, TIMESTAMP -> {
                encoder.packIntegers(column, from, to, out);
                yield Encoding.DELTA_BINARY_PACKED;
            }
            case FLOAT, DOUBLE -> {
                ValueEncoder.writePlain(column, from, to, out);
                yield Encoding.PLAIN;
            }
            case BOOLEAN -> {
                encoder.writeBooleans((BooleanColumn) column, from, to, out);
                yield Encoding.RLE;
            }
            case STRING, BYTE_ARRAY -> encodeStrings((BytesColumn) column, from, to, out);
        };
    }

    private Encoding encodeStrings(BytesColumn column, int from, int to, ByteSink out) {
        if (key) {
            encoder.writePrefixesThenSuffixes(column, from, to, out);
            return Encoding.DELTA_BYTE_ARRAY;
        }
        encoder.writeLengthsThenBytes(column, from, to, out);
        return Encoding.DELTA_LENGTH_BYTE_ARRAY;
    }

    /// Tries the first page of a row group with a dictionary and without. Only sizes before compression are
    /// compared, which is fair: places in a dictionary and packed integers shrink about alike, and strings are
    /// longer.
    private boolean isWorthDictionary(Dictionary dictionary, Column column, int from, int to) {
        int count = to - from;
        if (count < MIN_VALUES_FOR_DICTIONARY
                || !dictionary.add(column, from, to, count / DICTIONARY_SHARE, places(count))) {
            return false;
        }
        packed.clear();
        encodePacked(column, from, to, packed);
        int withoutDictionary = packed.length();
        packed.clear();
        dictionary.writeValues(packed);
        RunLengths.encode(places, count, RunLengths.width(dictionary.size() - 1), packed);
        return packed.length() < withoutDictionary;
    }

    private int[] places(int count) {
        if (places.length < count) {
            places = new int[count];
        }
        return places;
    }
}
