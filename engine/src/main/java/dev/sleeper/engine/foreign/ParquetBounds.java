package dev.sleeper.engine.foreign;

import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.RowGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What a Parquet file may claim of itself before memory is given to it.
final class ParquetBounds {
    private static final int MAGIC = 0x31524150;
    private static final int TAIL_BYTES = 8;
    private static final int SMALLEST_FILE = 12;
    private static final int MAX_FOOTER_BYTES = 64 << 20;
    private static final int MAX_ROW_GROUPS = 100_000;
    private static final long FREE_BYTES = 16L << 20;
    private static final long MAX_EXPANSION = 1_000;

    private ParquetBounds() {}

    /// Checks how the file begins and ends.
    ///
    /// @throws IOException saying what is wrong with it
    static void checkFrame(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long sizeBytes = channel.size();
            if (sizeBytes < SMALLEST_FILE) {
                throw new IOException("it has only " + sizeBytes + " bytes");
            }
            ByteBuffer head = read(channel, 0, Integer.BYTES);
            ByteBuffer tail = read(channel, sizeBytes - TAIL_BYTES, TAIL_BYTES);
            if (head.getInt(0) != MAGIC || tail.getInt(Integer.BYTES) != MAGIC) {
                throw new IOException("it does not begin and end with PAR1");
            }
            int footerBytes = tail.getInt(0);
            if (footerBytes < 1 || footerBytes > MAX_FOOTER_BYTES || footerBytes > sizeBytes - SMALLEST_FILE) {
                throw new IOException("its footer claims to have " + footerBytes + " bytes");
            }
        }
    }

    private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new IOException("it ends early");
            }
        }
        return bytes;
    }

    /// Checks what the footer says.
    ///
    /// @throws IOException saying what is wrong with it
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
}
