package dev.sleeper.rowfile.page;

import java.util.Arrays;

/// Reads what [DeltaPackedEncoder] writes.
final class DeltaPackedDecoder {
    /// Values of up to this many bits lie in one word wherever they start.
    private static final int WORD_WIDTH = Long.SIZE - Byte.SIZE + 1;

    private DeltaPackedDecoder() {}

    /// Reads `count` integers into `out` from place `at` on.
    static void decode(ByteSource in, int count, long[] out, int at) {
        long value = readHeader(in, count);
        if (count == 0) {
            return;
        }
        out[at] = value;
        for (int done = 1; done < count; done += DeltaPackedEncoder.BLOCK) {
            value = decodeBlock(in, Math.min(DeltaPackedEncoder.BLOCK, count - done), value, out, at + done);
        }
    }

    /// Reads `count` 32-bit integers into `out` from place `at` on.
    static void decode(ByteSource in, int count, int[] out, int at) {
        int value = (int) readHeader(in, count);
        if (count == 0) {
            return;
        }
        out[at] = value;
        for (int done = 1; done < count; done += DeltaPackedEncoder.BLOCK) {
            value = decodeBlock(in, Math.min(DeltaPackedEncoder.BLOCK, count - done), value, out, at + done);
        }
    }

    private static long readHeader(ByteSource in, int count) {
        int block = in.readCount();
        int miniblocks = in.readCount();
        int written = in.readCount();
        if (block != DeltaPackedEncoder.BLOCK || miniblocks != DeltaPackedEncoder.MINIBLOCKS || written != count) {
            throw new MalformedPageException("packed integers say that they are " + written + " in blocks of " + block
                    + " and " + miniblocks + " miniblocks, where " + count + " are expected");
        }
        return in.readZigzag();
    }

    private static long decodeBlock(ByteSource in, int count, long before, long[] out, int at) {
        long value = before;
        long least = in.readZigzag();
        int widths = in.readInt();
        for (int start = 0; start < count; start += DeltaPackedEncoder.MINIBLOCK) {
            int width = widths & 0xff;
            widths >>>= Byte.SIZE;
            int end = at + Math.min(start + DeltaPackedEncoder.MINIBLOCK, count);
            int from = takeMiniblock(in, width, Long.SIZE);
            if (width == 0) {
                value = addConstant(least, value, out, at + start, end);
            } else if (width <= WORD_WIDTH) {
                value = addPacked(in.bytes(), from, width, least, value, out, at + start, end);
            } else {
                value = addWide(in.bytes(), from, width, least, value, out, at + start, end);
            }
        }
        checkUnused(widths);
        return value;
    }

    private static int decodeBlock(ByteSource in, int count, int before, int[] out, int at) {
        int value = before;
        int least = (int) in.readZigzag();
        int widths = in.readInt();
        for (int start = 0; start < count; start += DeltaPackedEncoder.MINIBLOCK) {
            int width = widths & 0xff;
            widths >>>= Byte.SIZE;
            int end = at + Math.min(start + DeltaPackedEncoder.MINIBLOCK, count);
            int from = takeMiniblock(in, width, Integer.SIZE);
            if (width == 0) {
                value = addConstant(least, value, out, at + start, end);
            } else {
                value = addPacked(in.bytes(), from, width, least, value, out, at + start, end);
            }
        }
        checkUnused(widths);
        return value;
    }

    private static int takeMiniblock(ByteSource in, int width, int maxWidth) {
        if (width > maxWidth) {
            throw new MalformedPageException("packed integers say that they have " + width + " bits");
        }
        return in.take(width * DeltaPackedEncoder.MINIBLOCK / Byte.SIZE);
    }

    private static void checkUnused(int widths) {
        if (widths != 0) {
            throw new MalformedPageException("packed integers go on after the last");
        }
    }

    private static long addConstant(long least, long before, long[] out, int from, int to) {
        long value = before;
        if (least == 0) {
            Arrays.fill(out, from, to, value);
            return value;
        }
        for (int i = from; i < to; i++) {
            value += least;
            out[i] = value;
        }
        return value;
    }

    private static int addConstant(int least, int before, int[] out, int from, int to) {
        int value = before;
        if (least == 0) {
            Arrays.fill(out, from, to, value);
            return value;
        }
        for (int i = from; i < to; i++) {
            value += least;
            out[i] = value;
        }
        return value;
    }

    private static long addPacked(
            byte[] packed, int start, int width, long least, long before, long[] out, int from, int to) {
        long mask = -1L >>> (Long.SIZE - width);
        long value = before;
        int bit = 0;
        for (int i = from; i < to; i++) {
            value += least + (Words.longAt(packed, start + (bit >>> 3)) >>> (bit & 7) & mask);
            out[i] = value;
            bit += width;
        }
        return value;
    }

    private static int addPacked(
            byte[] packed, int start, int width, int least, int before, int[] out, int from, int to) {
        int mask = -1 >>> (Integer.SIZE - width);
        int value = before;
        int bit = 0;
        for (int i = from; i < to; i++) {
            value += least + ((int) (Words.longAt(packed, start + (bit >>> 3)) >>> (bit & 7)) & mask);
            out[i] = value;
            bit += width;
        }
        return value;
    }

    /// For values that may reach into a ninth byte.
    private static long addWide(
            byte[] packed, int start, int width, long least, long before, long[] out, int from, int to) {
        long mask = -1L >>> (Long.SIZE - width);
        long value = before;
        int bit = 0;
        for (int i = from; i < to; i++) {
            int at = start + (bit >>> 3);
            int shift = bit & 7;
            long low = Words.longAt(packed, at) >>> shift;
            // In two steps, because a shift by 64 would be none.
            long high = (long) packed[at + Long.BYTES] << 1 << (Long.SIZE - 1 - shift);
            value += least + ((low | high) & mask);
            out[i] = value;
            bit += width;
        }
        return value;
    }
}
