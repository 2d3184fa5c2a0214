package dev.sleeper.rowfile.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Little-endian words in byte arrays, at any position: the unit in which the codecs read, compare and copy bytes.
public final class Words {
    /// How many bytes an array has to have after the last byte in use, so that a word may start at any byte in
    /// use.
    static final int PADDING = Long.BYTES;

    /// Copies longer than this are left to the platform; below it, whole words are quicker.
    private static final int LONG_COPY = 64;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Words() {}

    static long longAt(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static int intAt(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static void putLong(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }

    static void putInt(byte[] bytes, int at, int value) {
        INTS.set(bytes, at, value);
    }

    /// Copies `length` bytes, and may overwrite up to [#PADDING] bytes after them and read as many after the
    /// source. Source and target may lie in one array if the source ends at or before the target's start.
    static void copy(byte[] source, int from, byte[] target, int at, int length) {
        if (length > LONG_COPY) {
            System.arraycopy(source, from, target, at, length);
            return;
        }
        if (length > 0) {
            putLong(target, at, longAt(source, from));
        }
        for (int done = Long.BYTES; done < length; done += Long.BYTES) {
            putLong(target, at + done, longAt(source, from + done));
        }
    }

    /// How two runs of bytes of one array sort, unsigned.
    public static int compare(byte[] bytes, int leftFrom, int leftTo, int rightFrom, int rightTo) {
        int shorter = Math.min(leftTo - leftFrom, rightTo - rightFrom);
        int equal = commonPrefix(bytes, leftFrom, rightFrom, shorter);
        if (equal < shorter) {
            return Byte.compareUnsigned(bytes[leftFrom + equal], bytes[rightFrom + equal]);
        }
        return Integer.compare(leftTo - leftFrom, rightTo - rightFrom);
    }

    /// How many bytes at the two places are equal before the first that is not; `max` at most.
    static int commonPrefix(byte[] bytes, int left, int right, int max) {
        int equal = 0;
        while (equal + Long.BYTES <= max) {
            long difference = longAt(bytes, left + equal) ^ longAt(bytes, right + equal);
            if (difference != 0) {
                return equal + (Long.numberOfTrailingZeros(difference) >>> 3);
            }
            equal += Long.BYTES;
        }
        while (equal < max && bytes[left + equal] == bytes[right + equal]) {
            equal++;
        }
        return equal;
    }
}
