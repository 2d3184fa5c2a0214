package dev.sleeper.row;

import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Turns the key fields of rows into [Key]s and back. An integer is its big-endian bytes with the sign bit
/// flipped. A string's UTF-8 or a byte array is written byte by byte with 0x00 as 0x00 0xff, and ends in 0x00
/// 0x00. So no field's encoding is a prefix of another's, and unsigned byte order is key order: integers
/// signed, strings by their UTF-8 bytes, byte arrays unsigned.
///
/// Key values are `Integer`, `Long`, `String` or `byte[]`, as the field's type says. Immutable and thread-safe.
public final class KeyCodec {
    private final List<Field> fields;

    private KeyCodec(List<Field> fields) {
        this.fields = fields;
    }

    /// For the row keys of a schema.
    public static KeyCodec ofRowKeys(Schema schema) {
        return new KeyCodec(schema.rowKeyFields());
    }

    /// For the row keys and then the sort keys of a schema: the whole order of its rows.
    public static KeyCodec ofAllKeys(Schema schema) {
        return new KeyCodec(schema.keyFields());
    }

    /// The fields that make up a key, most significant first.
    public List<Field> fields() {
        return fields;
    }

    /// The key of one row.
    ///
    /// @param columns the columns of [#fields], in their order
    public Key encode(List<? extends Column> columns, int row) {
        return encode(columns, row, fields.size());
    }

    /// The first `fieldCount` fields of the key of one row.
    ///
    /// @param columns the columns of [#fields], in their order
    public Key encode(List<? extends Column> columns, int row, int fieldCount) {
        Encoding encoding = new Encoding();
        for (int i = 0; i < fieldCount; i++) {
            encoding.append(columns.get(i), row);
        }
        return encoding.toKey();
    }

    /// The key of the given values, which may be fewer than the fields.
    ///
    /// @throws IllegalArgumentException when a value is not of its field's type
    public Key encode(List<?> values) {
        if (values.size() > fields.size()) {
            throw new IllegalArgumentException(
                    "A key has " + fields.size() + " fields, but " + values.size() + " values were given");
        }
        Encoding encoding = new Encoding();
        for (int i = 0; i < values.size(); i++) {
            encoding.append(fields.get(i), values.get(i));
        }
        return encoding.toKey();
    }

    /// The values of a key's fields; fewer than the fields when the key is a prefix. A partition bound made by
    /// [Key#next] or [Key#afterPrefix] has no values; only keys that were encoded from values do.
    ///
    /// @throws IllegalArgumentException when the bytes are no encoded key
    public List<Object> decode(Key key) {
        Decoding decoding = new Decoding(key);
        List<Object> values = new ArrayList<>(fields.size());
        for (Field field : fields) {
            if (!decoding.atEnd()) {
                values.add(decoding.next(field));
            }
        }
        decoding.check(decoding.atEnd());
        return values;
    }

    /// The key for people: its values, or its bytes where it has none.
    public String describe(Key key) {
        try {
            return String.join(
                    ", ", decode(key).stream().map(KeyCodec::describe).toList());
        } catch (IllegalArgumentException noValues) {
            return "0x" + key.toHex();
        }
    }

    private static String describe(Object value) {
        return value instanceof byte[] bytes ? "0x" + HexFormat.of().formatHex(bytes) : value.toString();
    }

    private static final class Decoding {
        private static final int ESCAPED = 0xff;
        private static final int END = 0;

        private final Key key;
        private int at;

        Decoding(Key key) {
            this.key = key;
        }

        boolean atEnd() {
            return at == key.length();
        }

        Object next(Field field) {
            return switch ((PrimitiveType) field.type()) {
                case INT -> (int) bits(Integer.BYTES) ^ Integer.MIN_VALUE;
                case LONG -> bits(Long.BYTES) ^ Long.MIN_VALUE;
                case STRING -> new String(bytes(), StandardCharsets.UTF_8);
                case BYTE_ARRAY -> bytes();
                case FLOAT, DOUBLE, BOOLEAN, TIMESTAMP ->
                    throw new IllegalArgumentException(
                            "Field " + field.name() + " cannot be a key: its type is " + field.type());
            };
        }

        private long bits(int width) {
            long bits = 0;
            for (int i = 0; i < width; i++) {
                bits = bits << Byte.SIZE | nextByte();
            }
            return bits;
        }

        private byte[] bytes() {
            byte[] unescaped = new byte[key.length() - at];
            int length = 0;
            while (true) {
                int next = nextByte();
                if (next == 0) {
                    int mark = nextByte();
                    if (mark == END) {
                        return Arrays.copyOf(unescaped, length);
                    }
                    check(mark == ESCAPED);
                }
                unescaped[length++] = (byte) next;
            }
        }

        private int nextByte() {
            check(!atEnd());
            return key.byteAt(at++);
        }

        void check(boolean asEncoded) {
            if (!asEncoded) {
                throw new IllegalArgumentException("The bytes " + key + " are not an encoded key of this table");
            }
        }
    }

    private static final class Encoding {
        private byte[] bytes = new byte[32];
        private int length;

        void append(Column column, int row) {
            switch (column) {
                case IntColumn ints -> append(ints.value(row) ^ Integer.MIN_VALUE, Integer.BYTES);
                case LongColumn longs -> append(longs.value(row) ^ Long.MIN_VALUE, Long.BYTES);
                case BytesColumn strings -> append(strings.bytes(), strings.offsets()[row], strings.offsets()[row + 1]);
                case BooleanColumn no -> throw notAKey();
                case ListColumn no -> throw notAKey();
                case MapColumn no -> throw notAKey();
                case StructColumn no -> throw notAKey();
            }
        }

        void append(Field field, Object value) {
            switch ((PrimitiveType) field.type()) {
                case INT -> append(as(Integer.class, field, value) ^ Integer.MIN_VALUE, Integer.BYTES);
                case LONG -> append(as(Long.class, field, value) ^ Long.MIN_VALUE, Long.BYTES);
                case STRING -> {
                    byte[] utf8 = as(String.class, field, value).getBytes(StandardCharsets.UTF_8);
                    append(utf8, 0, utf8.length);
                }
                case BYTE_ARRAY -> {
                    byte[] value0 = as(byte[].class, field, value);
                    append(value0, 0, value0.length);
                }
                case FLOAT, DOUBLE, BOOLEAN, TIMESTAMP -> throw notAKey();
            }
        }

        private void append(long bits, int width) {
            reserve(width);
            for (int shift = (width - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                bytes[length++] = (byte) (bits >>> shift);
            }
        }

        private void append(byte[] source, int from, int to) {
            reserve(2 * (to - from) + 2);
            for (int i = from; i < to; i++) {
                bytes[length++] = source[i];
                if (source[i] == 0) {
                    bytes[length++] = (byte) 0xff;
                }
            }
            bytes[length++] = 0;
            bytes[length++] = 0;
        }

        private void reserve(int more) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
            }
        }

        Key toKey() {
            return Key.ofEncoded(bytes, 0, length);
        }

        private static <T> T as(Class<T> type, Field field, Object value) {
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException("Key field " + field.name() + " has type " + field.type()
                        + ", but a value of type " + value.getClass().getSimpleName() + " was given");
            }
            return type.cast(value);
        }

        private static IllegalStateException notAKey() {
            return new IllegalStateException("A key field has a type that no key can have; the schema was not checked");
        }
    }
}
