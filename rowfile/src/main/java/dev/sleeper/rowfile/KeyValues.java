package dev.sleeper.rowfile;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Single values of key columns as Parquet's statistics hold them: integers little-endian, strings and byte
/// arrays as they are.
final class KeyValues {
    private KeyValues() {}

    /// The value of one row.
    static byte[] of(Column column, int row) {
        return switch (column) {
            case IntColumn ints ->
                littleEndian(Integer.BYTES).putInt(ints.value(row)).array();
            case LongColumn longs ->
                littleEndian(Long.BYTES).putLong(longs.value(row)).array();
            case BytesColumn strings -> strings.value(row);
            case Column other ->
                throw new IllegalArgumentException(other.getClass().getSimpleName() + " is no column of a key");
        };
    }

    /// How two values sort.
    static int compare(PrimitiveType type, byte[] left, byte[] right) {
        return switch (type) {
            case INT -> Integer.compare(intOf(left), intOf(right));
            case LONG -> Long.compare(longOf(left), longOf(right));
            case STRING, BYTE_ARRAY -> Arrays.compareUnsigned(left, right);
            case FLOAT, DOUBLE, BOOLEAN, TIMESTAMP -> throw noKey(type);
        };
    }

    /// The value as callers have it.
    static Object decode(PrimitiveType type, byte[] value) {
        return switch (type) {
            case INT -> intOf(value);
            case LONG -> longOf(value);
            case STRING -> new String(value, StandardCharsets.UTF_8);
            case BYTE_ARRAY -> value;
            case FLOAT, DOUBLE, BOOLEAN, TIMESTAMP -> throw noKey(type);
        };
    }

    /// Some values as a column.
    ///
    /// @throws IllegalArgumentException when a value has a length that its type does not have
    static Column toColumn(PrimitiveType type, List<byte[]> values) {
        int count = values.size();
        return switch (type) {
            case INT -> new IntColumn(values.stream().mapToInt(KeyValues::intOf).toArray(), count, Validity.ALL);
            case LONG ->
                new LongColumn(values.stream().mapToLong(KeyValues::longOf).toArray(), count, Validity.ALL);
            case STRING, BYTE_ARRAY -> joined(values);
            case FLOAT, DOUBLE, BOOLEAN, TIMESTAMP -> throw noKey(type);
        };
    }

    private static BytesColumn joined(List<byte[]> values) {
        int[] offsets = new int[values.size() + 1];
        for (int i = 0; i < values.size(); i++) {
            offsets[i + 1] = Math.addExact(offsets[i], values.get(i).length);
        }
        byte[] bytes = new byte[offsets[values.size()]];
        for (int i = 0; i < values.size(); i++) {
            System.arraycopy(values.get(i), 0, bytes, offsets[i], values.get(i).length);
        }
        return new BytesColumn(bytes, offsets, values.size(), Validity.ALL);
    }

    private static int intOf(byte[] value) {
        checkLength(value, Integer.BYTES);
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static long longOf(byte[] value) {
        checkLength(value, Long.BYTES);
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static void checkLength(byte[] value, int length) {
        if (value.length != length) {
            throw new IllegalArgumentException("A bound has " + value.length + " bytes, but its type has " + length);
        }
    }

    private static ByteBuffer littleEndian(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static IllegalStateException noKey(PrimitiveType type) {
        return new IllegalStateException("A key has type " + type + "; the schema was not checked");
    }
}
