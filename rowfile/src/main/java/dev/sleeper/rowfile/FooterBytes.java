package dev.sleeper.rowfile;

import dev.sleeper.objectstore.ObjectReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The bytes of the end of a file, from the indexes on, whose seal has been found whole.
final class FooterBytes {
    /// Holds the end of most files, so that one read gets it.
    private static final int FIRST_READ = 1 << 16;

    /// The end of a file of ten columns and 4 billion rows is shorter; nothing longer is read.
    private static final long MAX_LENGTH = 1L << 29;

    private final String path;
    private final long fileBytes;
    private final byte[] array;
    private final int from;
    private final int seal;

    private FooterBytes(String path, long fileBytes, byte[] array, int from, int seal) {
        this.path = path;
        this.fileBytes = fileBytes;
        this.array = array;
        this.from = from;
        this.seal = seal;
    }

    /// Reads the end of a file and checks its seal.
    static FooterBytes read(ObjectReader in) {
        String path = in.path();
        long size = in.sizeBytes();
        int shortest = FileFormat.MAGIC_LENGTH + FileFormat.SEAL_LENGTH + FileFormat.TAIL_LENGTH;
        check(size >= shortest, path, "the file has only " + size + " bytes");
        byte[] end = readEnd(in, Math.min(size, FIRST_READ));
        check(
                Arrays.equals(end, end.length - FileFormat.MAGIC_LENGTH, end.length, FileFormat.MAGIC, 0, 4),
                path,
                "the file does not end as a Parquet file");
        long footerLength = littleEndian(end).getInt(end.length - FileFormat.TAIL_LENGTH);
        long sealed = footerLength + FileFormat.TAIL_LENGTH + FileFormat.SEAL_LENGTH;
        check(footerLength > 0 && sealed <= Math.min(MAX_LENGTH, size), path, "its length is " + footerLength);
        if (sealed > end.length) {
            end = readEnd(in, sealed);
        }
        int seal = end.length - Math.toIntExact(sealed);
        long indexesFrom = littleEndian(end).getLong(seal);
        long needed = size - indexesFrom;
        check(
                littleEndian(end).getInt(seal + Long.BYTES + Integer.BYTES) == FileFormat.SEAL_MAGIC
                        && indexesFrom >= FileFormat.MAGIC_LENGTH
                        && needed >= sealed
                        && needed <= MAX_LENGTH,
                path,
                "it has no seal before it");
        if (needed > end.length) {
            end = readEnd(in, needed);
        }
        FooterBytes bytes = new FooterBytes(
                path, size, end, end.length - Math.toIntExact(needed), end.length - Math.toIntExact(sealed));
        bytes.checkSeal();
        return bytes;
    }

    private void checkSeal() {
        CRC32C checksum = new CRC32C();
        checksum.update(array, from, seal + Long.BYTES - from);
        checksum.update(array, footerFrom(), footerTo() - footerFrom());
        check(
                littleEndian(array).getInt(seal + Long.BYTES) == (int) checksum.getValue(),
                path,
                "its checksum does not match");
    }

    private static byte[] readEnd(ObjectReader in, long length) {
        ByteBuffer read = in.read(in.sizeBytes() - length, Math.toIntExact(length));
        byte[] end = new byte[read.remaining()];
        read.get(end);
        return end;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void check(boolean asWritten, String path, String why) {
        if (!asWritten) {
            throw CorruptFileException.inFooter(path, why);
        }
    }

    long fileBytes() {
        return fileBytes;
    }

    byte[] array() {
        return array;
    }

    /// Where the footer's structure begins in the array.
    int footerFrom() {
        return seal + FileFormat.SEAL_LENGTH;
    }

    int footerTo() {
        return array.length - FileFormat.TAIL_LENGTH;
    }

    /// Where the indexes begin in the file.
    long indexesPosition() {
        return fileBytes - (array.length - from);
    }

    /// Where the indexes begin in the array.
    int indexesFrom() {
        return from;
    }

    /// Where the indexes end in the array.
    int indexesTo() {
        return seal;
    }
}
