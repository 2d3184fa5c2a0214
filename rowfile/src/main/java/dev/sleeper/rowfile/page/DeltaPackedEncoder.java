package dev.sleeper.rowfile.page;

import java.util.Arrays;

/// Writes integers as DELTA_BINARY_PACKED: the first value, then blocks of 128 differences to the value before,
/// each block with its least difference and four miniblocks of 32 that are packed with just as many bits as
/// they need. 32-bit integers wrap at 32 bits, as the format has it, so that no miniblock of theirs needs more
/// than 32.
///
/// Not thread-safe: it keeps one block.
final class DeltaPackedEncoder {
    static final int BLOCK = 128;
    static final int MINIBLOCK = 32;
    static final int MINIBLOCKS = BLOCK / MINIBLOCK;

    /// The least difference as a varint, the widths, and the miniblocks at full width.
    private static final int MAX_BLOCK_BYTES = 10 + MINIBLOCKS + BLOCK * Long.BYTES;

    private final long[] differences = new long[BLOCK];
    private final int[] intDifferences = new int[BLOCK];

    void encode(long[] values, int from, int to, ByteSink out) {
        writeHeader(to - from, to > from ? values[from] : 0, out);
        for (int at = from + 1; at < to; at += BLOCK) {
            int count = Math.min(BLOCK, to - at);
            long least = subtractNeighbours(values, at, count);
            for (int i = 0; i < count; i++) {
                differences[i] -= least;
            }
            writeBlock(count, least, out);
        }
    }

    void encode(int[] values, int from, int to, ByteSink out) {
        writeHeader(to - from, to > from ? values[from] : 0, out);
        for (int at = from + 1; at < to; at += BLOCK) {
            int count = Math.min(BLOCK, to - at);
            int least = subtractNeighbours(values, at, count);
            for (int i = 0; i < count; i++) {
                differences[i] = Integer.toUnsignedLong(intDifferences[i] - least);
            }
            writeBlock(count, least, out);
        }
    }

    private static void writeHeader(int count, long first, ByteSink out) {
        out.writeVarint(BLOCK);
        out.writeVarint(MINIBLOCKS);
        out.writeVarint(count);
        out.writeZigzag(first);
    }

    private long subtractNeighbours(long[] values, int at, int count) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            long difference = values[at + i] - values[at + i - 1];
            differences[i] = difference;
            least = Math.min(least, difference);
        }
        return least;
    }

    private int subtractNeighbours(int[] values, int at, int count) {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            int difference = values[at + i] - values[at + i - 1];
            intDifferences[i] = difference;
            least = Math.min(least, difference);
        }
        return least;
    }

    private void writeBlock(int count, long least, ByteSink out) {
        out.reserve(MAX_BLOCK_BYTES);
        out.writeZigzag(least);
        Arrays.fill(differences, count, BLOCK, 0);
        int widthsAt = out.length();
        out.writeInt(0);
        int widths = 0;
        int at = out.length();
        for (int start = 0, shift = 0; start < count; start += MINIBLOCK, shift += Byte.SIZE) {
            int width = width(start);
            widths |= width << shift;
            pack(start, width, out.bytes(), at);
            at += width * MINIBLOCK / Byte.SIZE;
        }
        out.putInt(widthsAt, widths);
        out.advanceTo(at);
    }

    private int width(int start) {
        long bits = 0;
        for (int i = start; i < start + MINIBLOCK; i++) {
            bits |= differences[i];
        }
        return Long.SIZE - Long.numberOfLeadingZeros(bits);
    }

    private void pack(int start, int width, byte[] out, int from) {
        if (width == 0) {
            return;
        }
        int at = from;
        long pending = 0;
        int filled = 0;
        for (int i = start; i < start + MINIBLOCK; i++) {
            long value = differences[i];
            pending |= value << filled;
            filled += width;
            if (filled >= Long.SIZE) {
                Words.putLong(out, at, pending);
                at += Long.BYTES;
                filled -= Long.SIZE;
                // In two steps, because a shift by 64 would be none.
                pending = value >>> 1 >>> (width - filled - 1);
            }
        }
        if (filled > 0) {
            Words.putLong(out, at, pending);
        }
    }
}
