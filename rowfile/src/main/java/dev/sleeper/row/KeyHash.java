package dev.sleeper.row;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/// Hashes keys to 64 bits, the same from a row's columns as from the values: field by field, an integer as it is and a
/// string's UTF-8 or a byte array as its CRC-32C below its length, each joined to the hash so far by the finalizer of
/// SplitMix64 (Steele, Lea and Flood, 2014). Stored filters depend on it.
///
/// Not thread-safe.
public final class KeyHash {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private final CRC32C crc = new CRC32C();

    /// The hash of one row's key.
    ///
    /// @param columns the key's columns, most significant first
    public long of(List<? extends Column> columns, int row) {
        long hash = 0;
        for (int i = 0; i < columns.size(); i++) {
            hash = join(hash, field(columns.get(i), row));
        }
        return hash;
    }

    /// The hash of a key with these values, as [KeyCodec] has them.
    public long of(List<?> values) {
        long hash = 0;
        for (Object value : values) {
            hash = join(hash, field(value));
        }
        return hash;
    }

    private long field(Column column, int row) {
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

    private long field(Object value) {
        return switch (value) {
            case Integer number -> number;
            case Long number -> number;
            case String text -> field(text.getBytes(StandardCharsets.UTF_8));
            case byte[] bytes -> field(bytes);
            default -> throw notAKey(value);
        };
    }

    private long field(byte[] bytes) {
        return field(bytes, 0, bytes.length);
    }

    private long field(byte[] bytes, int from, int length) {
        crc.reset();
        crc.update(bytes, from, length);
        return ((long) length << Integer.SIZE) | crc.getValue();
    }

    private static long join(long hash, long field) {
        long mixed = (hash ^ field) + GAMMA;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    private static IllegalArgumentException notAKey(Object part) {
        return new IllegalArgumentException("No key has a " + part.getClass().getSimpleName());
    }
}
