package dev.sleeper.rowfile.page;

import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;

/// The header of a data page (version 2) or a dictionary page, as Thrift's compact protocol has it. Written and
/// read by hand because there is one for every 2,048 values: the general parser would take a tenth of the time
/// of reading.
///
/// @param type        which of the two it is
/// @param rawBytes    length of levels and values before compression
/// @param storedBytes length of levels and values as they follow the header
/// @param crc         CRC-32 of these stored bytes
/// @param entries     how many values, with nulls, the page has
/// @param encoding    how the values are encoded
/// @param levels      of a data page what else its header says; of a dictionary page [Levels#NONE]
public record PageHeader(
        PageType type, int rawBytes, int storedBytes, int crc, int entries, Encoding encoding, Levels levels) {
    private static final int STRUCT_END = 0;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int INT = 5;
    private static final int STRUCT = 12;

    /// The next field, and one some fields further on, of a type.
    private static final int NEXT_INT = 1 << 4 | INT;

    private static final int NEXT_TRUE = 1 << 4 | TRUE;
    private static final int NEXT_FALSE = 1 << 4 | FALSE;

    /// After the checksum, field 4, come the dictionary header as field 7 or the data header as field 8.
    private static final int DICTIONARY_HEADER = 3 << 4 | STRUCT;

    private static final int DATA_HEADER = 4 << 4 | STRUCT;

    /// What the header of a data page says of its rows and levels.
    ///
    /// @param nulls           how many of the entries have no value
    /// @param rows            how many rows the page has
    /// @param definitionBytes length of the definition levels
    /// @param repetitionBytes length of the repetition levels, which come before them
    /// @param compressed      whether the values are compressed
    public record Levels(int nulls, int rows, int definitionBytes, int repetitionBytes, boolean compressed) {
        static final Levels NONE = new Levels(0, 0, 0, 0, true);
    }

    /// For a dictionary page of so many values.
    public static PageHeader ofDictionary(int rawBytes, int storedBytes, int crc, int values) {
        return new PageHeader(
                PageType.DICTIONARY_PAGE, rawBytes, storedBytes, crc, values, Encoding.PLAIN, Levels.NONE);
    }

    public void write(ByteSink out) {
        writeInt(type.getValue(), out);
        writeInt(rawBytes, out);
        writeInt(storedBytes, out);
        writeInt(crc, out);
        if (type == PageType.DICTIONARY_PAGE) {
            out.writeByte(DICTIONARY_HEADER);
            writeInt(entries, out);
            writeInt(encoding.getValue(), out);
        } else {
            out.writeByte(DATA_HEADER);
            writeInt(entries, out);
            writeInt(levels.nulls, out);
            writeInt(levels.rows, out);
            writeInt(encoding.getValue(), out);
            writeInt(levels.definitionBytes, out);
            writeInt(levels.repetitionBytes, out);
            out.writeByte(levels.compressed ? NEXT_TRUE : NEXT_FALSE);
        }
        out.writeByte(STRUCT_END);
        out.writeByte(STRUCT_END);
    }

    private static void writeInt(int value, ByteSink out) {
        out.writeByte(NEXT_INT);
        out.writeZigzag(value);
    }

    /// Reads a header that [#write] wrote, and nothing else.
    public static PageHeader read(ByteSource in) {
        int type = readInt(in);
        int rawBytes = readInt(in);
        int storedBytes = readInt(in);
        int crc = readInt(in);
        boolean dictionary = type == PageType.DICTIONARY_PAGE.getValue();
        if (!dictionary && type != PageType.DATA_PAGE_V2.getValue()) {
            throw new MalformedPageException("its header says that it is of type " + type);
        }
        expect(in, dictionary ? DICTIONARY_HEADER : DATA_HEADER);
        int entries = readInt(in);
        int nulls = dictionary ? 0 : readInt(in);
        int rows = dictionary ? 0 : readInt(in);
        Encoding encoding = encoding(readInt(in));
        Levels levels = dictionary ? Levels.NONE : readLevels(nulls, rows, in);
        expect(in, STRUCT_END);
        expect(in, STRUCT_END);
        PageType pageType = dictionary ? PageType.DICTIONARY_PAGE : PageType.DATA_PAGE_V2;
        return new PageHeader(pageType, rawBytes, storedBytes, crc, entries, encoding, levels);
    }

    private static Levels readLevels(int nulls, int rows, ByteSource in) {
        int definitionBytes = readInt(in);
        int repetitionBytes = readInt(in);
        int compressed = in.readByte();
        if (compressed != NEXT_TRUE && compressed != NEXT_FALSE) {
            throw new MalformedPageException("its header does not say whether it is compressed");
        }
        return new Levels(nulls, rows, definitionBytes, repetitionBytes, compressed == NEXT_TRUE);
    }

    private static Encoding encoding(int value) {
        Encoding encoding = Encoding.findByValue(value);
        if (encoding == null) {
            throw new MalformedPageException("its header says that its encoding is " + value);
        }
        return encoding;
    }

    private static int readInt(ByteSource in) {
        expect(in, NEXT_INT);
        long value = in.readZigzag();
        if (value != (int) value) {
            throw new MalformedPageException("its header has the number " + value);
        }
        return (int) value;
    }

    private static void expect(ByteSource in, int wanted) {
        int found = in.readByte();
        if (found != wanted) {
            throw new MalformedPageException("its header has byte " + found + " in place of " + wanted);
        }
    }
}
