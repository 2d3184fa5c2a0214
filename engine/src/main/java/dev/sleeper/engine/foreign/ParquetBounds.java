package dev.sleeper.engine.foreign;

import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RowGroup;
import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.write.SpillFile;
import dev.sleeper.rowfile.ForeignPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// What a Parquet file may claim of itself before memory is given to it.
final class ParquetBounds {
    private static final int MAGIC = 0x31524150;
    private static final int TAIL_BYTES = 8;
    private static final int SMALLEST_FILE = 12;
    private static final int MAX_FOOTER_BYTES = 64 << 20;
    private static final int MAX_ROW_GROUPS = 100_000;
    private static final long FREE_BYTES = 16L << 20;
    private static final long MAX_EXPANSION = 1_000;

    private static final Set<CompressionCodec> CODECS = EnumSet.of(
            CompressionCodec.UNCOMPRESSED, CompressionCodec.SNAPPY, CompressionCodec.GZIP, CompressionCodec.ZSTD);

    /// What a value takes in a page that is decoded: a number or a reference, and an array for itself.
    private static final long NUMBER_BYTES = 8;

    private static final long ARRAY_BYTES = 24;

    private ParquetBounds() {}

    /// Checks how the file begins and ends.
    ///
    /// @throws IOException saying what is wrong with it
    static void checkFrame(SpillFile file) throws IOException {
        long sizeBytes = file.sizeBytes();
        if (sizeBytes < SMALLEST_FILE) {
            throw new IOException("it has only " + sizeBytes + " bytes");
        }
        ByteBuffer head = file.read(0, Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer tail = file.read(sizeBytes - TAIL_BYTES, TAIL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (head.getInt(0) != MAGIC || tail.getInt(Integer.BYTES) != MAGIC) {
            throw new IOException("it does not begin and end with PAR1");
        }
        int footerBytes = tail.getInt(0);
        if (footerBytes < 1 || footerBytes > MAX_FOOTER_BYTES || footerBytes > sizeBytes - SMALLEST_FILE) {
            throw new IOException("its footer claims to have " + footerBytes + " bytes");
        }
    }

    /// Checks what the footer says.
    ///
    /// @throws IOException      saying what is wrong with it
    /// @throws RequestException when it is compressed in a way that cannot be read
    static void checkFooter(FileMetaData footer, int columnCount, long fileBytes) throws IOException {
        if (footer.rowGroups().size() > MAX_ROW_GROUPS) {
            throw new IOException("it has " + footer.rowGroups().size() + " row groups");
        }
        long rows = 0;
        for (RowGroup group : footer.rowGroups()) {
            if (group.numRows() < 0 || group.columns().size() != columnCount) {
                throw new IOException("a row group has " + group.numRows() + " rows and "
                        + group.columns().size() + " columns");
            }
            rows = Math.addExact(rows, group.numRows());
            for (ColumnChunk chunk : group.columns()) {
                checkChunk(chunk, fileBytes);
            }
        }
        if (rows != footer.numRows()) {
            throw new IOException("it claims " + footer.numRows() + " rows, but its row groups " + rows);
        }
    }

    private static void checkChunk(ColumnChunk chunk, long fileBytes) throws IOException {
        CompressionCodec codec = chunk.metaData().codec();
        if (!CODECS.contains(codec)) {
            throw new RequestException(
                    Code.INVALID_BODY,
                    "The Parquet file is compressed with " + codec + ", which is not read here",
                    "Write it anew with Snappy, gzip, Zstandard or no compression; nothing was written.");
        }
        long start = chunk.chunkStartOffset();
        long stored = chunk.metaData().totalCompressedSize();
        long plain = chunk.metaData().totalUncompressedSize();
        if (start < 0 || stored < 0 || start > fileBytes - stored) {
            throw new IOException("a column's pages lie outside it");
        }
        if (plain < 0 || (plain > FREE_BYTES && plain / MAX_EXPANSION > stored)) {
            throw new IOException("a column claims to become " + plain + " bytes out of " + stored);
        }
    }

    /// About how much memory reading takes.
    ///
    /// @param pageBytes to have a page of each column decoded, with those columns' dictionaries
    /// @param wordBytes for the words of a row that it has from dictionaries, which the file has once for many rows
    record Sizes(long pageBytes, long wordBytes) {}

    /// Looks at the headers of all pages.
    ///
    /// @throws IOException when a page claims more than its column does
    static Sizes sizes(FileMetaData footer, SpillFile file) throws IOException {
        int columnCount = footer.rowGroups().isEmpty()
                ? 0
                : footer.rowGroups().getFirst().columns().size();
        long[] pageBytes = new long[columnCount];
        long[] wordBytes = new long[columnCount];
        for (RowGroup group : footer.rowGroups()) {
            for (int i = 0; i < columnCount; i++) {
                ColumnMetaData column = group.columns().get(i).metaData();
                ForeignPages.Largest largest = largest(group.columns().get(i), file);
                pageBytes[i] = Math.max(pageBytes[i], pageBytes(column, largest));
                wordBytes[i] = Math.max(wordBytes[i], wordBytes(group, column, largest));
            }
        }
        return new Sizes(
                Arrays.stream(pageBytes).sum(), Arrays.stream(wordBytes).sum());
    }

    private static ForeignPages.Largest largest(ColumnChunk chunk, SpillFile file) throws IOException {
        long start = chunk.chunkStartOffset();
        ColumnMetaData column = chunk.metaData();
        ForeignPages.Largest largest = ForeignPages.largest(file, start, start + column.totalCompressedSize());
        if (largest.rawBytes() > column.totalUncompressedSize() || largest.values() > column.numValues()) {
            throw new IOException("a page claims to have " + largest.rawBytes() + " bytes and " + largest.values()
                    + " values, more than its column");
        }
        return largest;
    }

    private static long wordBytes(RowGroup group, ColumnMetaData column, ForeignPages.Largest largest) {
        long valuesOfARow = Math.ceilDiv(column.numValues(), Math.max(1, group.numRows()));
        long meanWordBytes = Math.ceilDiv(largest.wordBytes(), Math.max(1, largest.words()));
        // More in one row no array could hold.
        return Math.toIntExact(Math.multiplyExact(meanWordBytes, valuesOfARow));
    }

    private static long pageBytes(ColumnMetaData column, ForeignPages.Largest largest) {
        long values = Math.max(largest.values(), largest.words());
        boolean numbers =
                column.type() != PhysicalType.BYTE_ARRAY && column.type() != PhysicalType.FIXED_LEN_BYTE_ARRAY;
        return numbers
                ? Math.max(largest.rawBytes(), values * NUMBER_BYTES)
                : largest.rawBytes() + values * ARRAY_BYTES;
    }
}
