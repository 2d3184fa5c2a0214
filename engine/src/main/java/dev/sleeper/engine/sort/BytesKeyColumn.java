package dev.sleeper.engine.sort;

import dev.sleeper.row.Key;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Keys of `StringType` and `ByteArrayType`.
final class BytesKeyColumn implements KeyColumn {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int[] offsets;

    BytesKeyColumn(byte[] bytes, int[] offsets) {
        this.bytes = bytes;
        this.offsets = offsets;
    }

    @Override
    public int compare(int row, KeyColumn other, int otherRow) {
        BytesKeyColumn that = (BytesKeyColumn) other;
        return Arrays.compareUnsigned(
                bytes, offsets[row], offsets[row + 1], that.bytes, that.offsets[otherRow], that.offsets[otherRow + 1]);
    }

    @Override
    public int commonBytes(int row, KeyColumn other, int otherRow) {
        BytesKeyColumn that = (BytesKeyColumn) other;
        int mismatch = Arrays.mismatch(
                bytes, offsets[row], offsets[row + 1], that.bytes, that.offsets[otherRow], that.offsets[otherRow + 1]);
        return mismatch < 0 ? EQUAL : mismatch;
    }

    @Override
    public long bytesAt(int row, int skip) {
        int start = offsets[row] + skip;
        int length = offsets[row + 1] - start;
        if (length <= 0) {
            return 0;
        }
        if (start + Long.BYTES <= bytes.length) {
            long loaded = (long) LONGS.get(bytes, start);
            return length >= Long.BYTES ? loaded : loaded & (-1L << (Long.SIZE - length * Byte.SIZE));
        }
        long loaded = 0;
        for (int i = 0; i < length && i < Long.BYTES; i++) {
            loaded |= (bytes[start + i] & 0xffL) << (Long.SIZE - Byte.SIZE * (i + 1));
        }
        return loaded;
    }

    @Override
    public int width() {
        return VARIABLE;
    }

    @Override
    public int compareEncoded(int row, Key bound, int at) {
        int position = at;
        for (int i = offsets[row]; i < offsets[row + 1]; i++) {
            int difference = compareByte(bytes[i] & 0xff, bound, position++);
            if (difference == 0 && bytes[i] == 0) {
                difference = compareByte(0xff, bound, position++);
            }
            if (difference != 0) {
                return difference;
            }
        }
        int end = compareByte(0, bound, position);
        return end != 0 ? end : compareByte(0, bound, position + 1);
    }

    private static int compareByte(int value, Key bound, int at) {
        return at >= bound.length() ? 1 : value - bound.byteAt(at);
    }

    @Override
    public int encodedLength(int row) {
        int length = offsets[row + 1] - offsets[row] + 2;
        for (int i = offsets[row]; i < offsets[row + 1]; i++) {
            length += bytes[i] == 0 ? 1 : 0;
        }
        return length;
    }
}
