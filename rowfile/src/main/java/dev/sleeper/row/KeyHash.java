package dev.sleeper.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Hashes keys to 64 bits, the same from a row's columns as from the values: field by field, an integer as it is and a
/// string's UTF-8 or a byte array by words of eight bytes, two at a time folded into the hash by a multiplication, as
/// wyhash does (Wang Yi, 2019); each field is joined to the hash so far by the finalizer of SplitMix64 (Steele, Lea and
/// Flood, 2014). Stored filters depend on it.
public final class KeyHash {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;
    private static final long FIRST = 0xbf58476d1ce4e5b9L;
    private static final long LAST = 0x94d049bb133111ebL;
    private static final int PAIR = 2 * Long.BYTES;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private KeyHash() {}

    /// The hash of one row's key.
    ///
    /// @param columns the key's columns, most significant first
    public static long of(List<? extends Column> columns, int row) {
        long hash = 0;
        for (int i = 0; i < columns.size(); i++) {
            hash = join(hash, field(columns.get(i), row));
        }
        return hash;
    }

    /// The hashes of the keys of the rows from `from` to before `to`.
    ///
    /// @param columns the key's columns, most significant first
    /// @param hashes  takes them, from 0 on
    public static void all(List<? extends Column> columns, int from, int to, long[] hashes) {
        Arrays.fill(hashes, 0, to - from, 0);
        for (Column column : columns) {
            if (column instanceof BytesColumn bytes) {
                joinAll(bytes.bytes(), bytes.offsets(), from, to, hashes);
            } else {
                for (int row = from; row < to; row++) {
                    hashes[row - from] = join(hashes[row - from], field(column, row));
                }
            }
        }
    }

    private static void joinAll(byte[] bytes, int[] offsets, int from, int to, long[] hashes) {
        for (int row = from; row < to; row++) {
            long field = field(bytes, offsets[row], offsets[row + 1] - offsets[row]);
            hashes[row - from] = join(hashes[row - from], field);
        }
    }

    /// The hash of a key with these values, as [KeyCodec] has them.
    public static long of(List<?> values) {
        long hash = 0;
        for (Object value : values) {
            hash = join(hash, field(value));
        }
        return hash;
    }

    private static long field(Column column, int row) {
        return switch (column) {
            case IntColumn ints -> ints.value(row);
            case LongColumn longs -> longs.value(row);
            case BytesColumn bytes -> field(bytes.bytes(), bytes.offsets()[row], bytes.length(row));
            case BooleanColumn no -> throw notAKey(no);
            case ListColumn no -> throw notAKey(no);
            case MapColumn no -> throw notAKey(no);
            case StructColumn no -> throw notAKey(no);
        };
    }

    private static long field(Object value) {
        return switch (value) {
            case Integer number -> number;
            case Long number -> number;
            case String text -> field(text.getBytes(StandardCharsets.UTF_8));
            case byte[] bytes -> field(bytes);
            default -> throw notAKey(value);
        };
    }

    private static long field(byte[] bytes) {
        return field(bytes, 0, bytes.length);
    }

    private static long field(byte[] bytes, int from, int length) {
        long hash = length * GAMMA;
        int at = from;
        int left = length;
        for (; left > PAIR; left -= PAIR, at += PAIR) {
            hash = fold((long) LONGS.get(bytes, at) ^ FIRST, (long) LONGS.get(bytes, at + Long.BYTES) ^ hash);
        }
        long low = word(bytes, at, Math.min(left, Long.BYTES));
        long high = word(bytes, at + Long.BYTES, Math.max(left - Long.BYTES, 0));
        return fold(low ^ LAST, high ^ hash);
    }

    /// Up to eight bytes as a number, the first one lowest, with zeros for those that are missing.
    private static long word(byte[] bytes, int at, int length) {
        if (length == 0) {
            return 0;
        }
        if (at + Long.BYTES <= bytes.length) {
            return (long) LONGS.get(bytes, at) & (-1L >>> (Long.SIZE - length * Byte.SIZE));
        }
        long word = 0;
        for (int i = 0; i < length; i++) {
            word |= (bytes[at + i] & 0xffL) << (i * Byte.SIZE);
        }
        return word;
    }

    private static long fold(long left, long right) {
        return Math.unsignedMultiplyHigh(left, right) ^ (left * right);
    }

    private static long join(long hash, long field) {
        long mixed = (hash ^ field) + GAMMA;
        mixed = (mixed ^ (mixed >>> 30)) * FIRST;
        mixed = (mixed ^ (mixed >>> 27)) * LAST;
        return mixed ^ (mixed >>> 31);
    }

    private static IllegalArgumentException notAKey(Object part) {
        return new IllegalArgumentException("No key has a " + part.getClass().getSimpleName());
    }
}
