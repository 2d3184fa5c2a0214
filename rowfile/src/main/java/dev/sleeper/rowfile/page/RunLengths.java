package dev.sleeper.rowfile.page;

import java.util.Arrays;

/// The hybrid of run lengths and bit packing (RLE) that holds levels, truth values and places in a dictionary:
/// runs of eight or more equal values become one value with a count, all else is packed in groups of eight.
public final class RunLengths {
    private static final int GROUP = 8;
    private static final int MAX_WIDTH = Integer.SIZE;

    private RunLengths() {}

    /// How many bits hold the numbers from 0 to `max`.
    public static int width(int max) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(max);
    }

    /// Appends the first `count` values, each of which needs `width` bits at most.
    public static void encode(int[] values, int count, int width, ByteSink out) {
        int at = 0;
        while (at < count) {
            int run = runLength(values, at, count);
            if (run >= GROUP || at + run == count) {
                writeRun(values[at], run, width, out);
                at += run;
            } else {
                int end = endOfPacked(values, at, count);
                writePacked(values, at, end, width, out);
                at = end;
            }
        }
    }

    private static int runLength(int[] values, int from, int count) {
        int value = values[from];
        int end = from + 1;
        while (end < count && values[end] == value) {
            end++;
        }
        return end - from;
    }

    /// The first place after `from`, a whole number of groups on, where eight equal values begin; or the end.
    private static int endOfPacked(int[] values, int from, int count) {
        int end = Math.min(from + GROUP, count);
        while (end + GROUP <= count && !startsRun(values, end)) {
            end += GROUP;
        }
        return end + GROUP <= count ? end : count;
    }

    private static boolean startsRun(int[] values, int from) {
        int difference = 0;
        for (int i = from + 1; i < from + GROUP; i++) {
            difference |= values[i] ^ values[from];
        }
        return difference == 0;
    }

    private static void writeRun(int value, int run, int width, ByteSink out) {
        out.writeVarint((long) run << 1);
        for (int shift = 0; shift < width; shift += Byte.SIZE) {
            out.writeByte(value >>> shift);
        }
    }

    private static void writePacked(int[] values, int from, int to, int width, ByteSink out) {
        int groups = (to - from + GROUP - 1) / GROUP;
        out.writeVarint((long) groups << 1 | 1);
        out.reserve(Math.multiplyExact(groups, width) + Long.BYTES);
        int end = out.length() + groups * width;
        byte[] bytes = out.bytes();
        int at = out.length();
        long pending = 0;
        int filled = 0;
        for (int i = from; i < to; i++) {
            pending |= (values[i] & 0xffff_ffffL) << filled;
            filled += width;
            if (filled >= Integer.SIZE) {
                Words.putInt(bytes, at, (int) pending);
                at += Integer.BYTES;
                pending >>>= Integer.SIZE;
                filled -= Integer.SIZE;
            }
        }
        // Zeros after the last value fill its group.
        while (at < end) {
            Words.putInt(bytes, at, (int) pending);
            at += Integer.BYTES;
            pending >>>= Integer.SIZE;
        }
        out.advanceTo(end);
    }

    /// Reads exactly `count` values of `width` bits into `out` from place `at` on.
    public static void decode(ByteSource in, int count, int width, int[] out, int at) {
        if (width < 0 || width > MAX_WIDTH) {
            throw new MalformedPageException("run lengths have values of " + width + " bits");
        }
        int done = 0;
        while (done < count) {
            long header = in.readVarint();
            if ((header & 1) == 0) {
                done += readRun(in, header >>> 1, count - done, width, out, at + done);
            } else {
                done += readPacked(in, header >>> 1, count - done, width, out, at + done);
            }
        }
    }

    private static int readRun(ByteSource in, long run, int left, int width, int[] out, int at) {
        if (run <= 0 || run > left) {
            throw new MalformedPageException("a run has " + run + " values where " + left + " are left");
        }
        int value = 0;
        for (int shift = 0; shift < width; shift += Byte.SIZE) {
            value |= in.readByte() << shift;
        }
        Arrays.fill(out, at, at + (int) run, value);
        return (int) run;
    }

    private static int readPacked(ByteSource in, long groups, int left, int width, int[] out, int at) {
        if (groups <= 0 || groups > (left + GROUP - 1L) / GROUP) {
            throw new MalformedPageException(
                    "there are " + groups + " packed groups where " + left + " values are left");
        }
        int start = in.take(Math.multiplyExact((int) groups, width));
        int count = Math.min(left, (int) groups * GROUP);
        unpack(in.bytes(), start, width, out, at, at + count);
        return count;
    }

    private static void unpack(byte[] packed, int start, int width, int[] out, int from, int to) {
        long mask = (1L << width) - 1;
        long bit = 0;
        for (int i = from; i < to; i++) {
            int word = start + (int) (bit >>> 3);
            out[i] = (int) (Words.longAt(packed, word) >>> (bit & 7) & mask);
            bit += width;
        }
    }
}
