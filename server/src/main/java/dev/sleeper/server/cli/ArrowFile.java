package dev.sleeper.server.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Arrow's file format: a magic word, a stream with its end marker, and an index that a reader in order does not need.
final class ArrowFile {
    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    private static final int STREAM_AT = 8;
    /// After the index: its length, and the magic word again.
    private static final int TAIL_BYTES = Integer.BYTES + 6;

    private ArrowFile() {}

    static boolean isOne(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /// The stream inside the file.
    static InputStream openStream(Path file) throws IOException {
        long length = streamLength(file);
        InputStream in = Files.newInputStream(file);
        in.skipNBytes(STREAM_AT);
        return new FilterInputStream(in) {
            private long left = length;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int wanted) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int count = super.read(bytes, from, (int) Math.min(wanted, left));
                left -= Math.max(count, 0);
                return count;
            }
        };
    }

    private static long streamLength(Path file) throws IOException {
        try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "r")) {
            random.seek(Math.max(0, random.length() - TAIL_BYTES));
            long indexLength = Integer.toUnsignedLong(Integer.reverseBytes(random.readInt()));
            long length = random.length() - STREAM_AT - TAIL_BYTES - indexLength;
            if (length < 0) {
                throw new IOException(file + " is a damaged Arrow file: its index is longer than itself");
            }
            return length;
        }
    }
}
