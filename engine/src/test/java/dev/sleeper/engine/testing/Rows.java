package dev.sleeper.engine.testing;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.StructColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Rows as lists of values, as an oracle has them, and as batches. A value is an `Integer`, `Long`, `Float`, `Double`,
/// `Boolean`, `String`, a [Bytes] for a byte array, a list, a list of pairs for a map, or null.
public final class Rows {
    private Rows() {}

    /// A batch of the given rows.
    public static RowBatch batch(List<Field> fields, List<? extends List<?>> rows) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            List<Object> values = new ArrayList<>();
            for (List<?> row : rows) {
                values.add(row.get(i));
            }
            columns.add(column(fields.get(i).type(), values));
        }
        return new RowBatch(fields, columns, rows.size());
    }

    /// The rows of a batch.
    public static List<List<Object>> of(RowBatch batch) {
        List<List<Object>> rows = new ArrayList<>();
        for (int row = 0; row < batch.rowCount(); row++) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < batch.fields().size(); i++) {
                values.add(value(batch.fields().get(i).type(), batch.columns().get(i), row));
            }
            rows.add(values);
        }
        return rows;
    }

    /// The one order of rows.
    public static Comparator<List<Object>> order(Schema schema) {
        List<Integer> keys = schema.keyFields().stream()
                .map(key -> schema.indexOf(key.name()))
                .toList();
        return (a, b) -> {
            int difference = 0;
            for (int i = 0; i < keys.size() && difference == 0; i++) {
                difference = compare(a.get(keys.get(i)), b.get(keys.get(i)));
            }
            return difference;
        };
    }

    /// Compares two values of a key field.
    public static int compare(Object a, Object b) {
        return switch (a) {
            case Integer value -> value.compareTo((Integer) b);
            case Long value -> value.compareTo((Long) b);
            case String value ->
                Arrays.compareUnsigned(
                        value.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
            case Bytes value -> value.compareTo((Bytes) b);
            default -> throw new IllegalArgumentException("No key value: " + a);
        };
    }

    private static Column column(Type type, List<Object> values) {
        Validity validity = validity(values);
        int size = values.size();
        return switch (type) {
            case PrimitiveType primitive -> primitive(primitive, values, validity);
            case ListType list ->
                new ListColumn(offsets(values), column(list.element(), elements(values)), size, validity);
            case MapType map ->
                new MapColumn(
                        offsets(values),
                        column(map.key(), parts(elements(values), 0)),
                        column(map.value(), parts(elements(values), 1)),
                        size,
                        validity);
            case Type.StructType struct -> throw new IllegalArgumentException("No table has structs");
        };
    }

    private static Column primitive(PrimitiveType type, List<Object> values, Validity validity) {
        int size = values.size();
        return switch (type) {
            case INT, FLOAT -> {
                int[] ints = new int[size];
                Arrays.setAll(
                        ints,
                        i -> values.get(i) instanceof Float number
                                ? Float.floatToRawIntBits(number)
                                : Objects.requireNonNullElse((Integer) values.get(i), 0));
                yield new IntColumn(ints, size, validity);
            }
            case LONG, DOUBLE, TIMESTAMP -> {
                long[] longs = new long[size];
                Arrays.setAll(
                        longs,
                        i -> values.get(i) instanceof Double number
                                ? Double.doubleToRawLongBits(number)
                                : Objects.requireNonNullElse((Long) values.get(i), 0L));
                yield new LongColumn(longs, size, validity);
            }
            case BOOLEAN -> {
                boolean[] booleans = new boolean[size];
                for (int i = 0; i < size; i++) {
                    booleans[i] = values.get(i) != null && (Boolean) values.get(i);
                }
                yield new BooleanColumn(booleans, size, validity);
            }
            case STRING, BYTE_ARRAY -> bytes(values, validity);
        };
    }

    private static BytesColumn bytes(List<Object> values, Validity validity) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int[] offsets = new int[values.size() + 1];
        for (int i = 0; i < values.size(); i++) {
            all.writeBytes(bytes(values.get(i)));
            offsets[i + 1] = all.size();
        }
        return new BytesColumn(all.toByteArray(), offsets, values.size(), validity);
    }

    private static byte[] bytes(@Nullable Object value) {
        return switch (value) {
            case null -> new byte[0];
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case Bytes array -> array.toArray();
            default -> throw new IllegalArgumentException("No bytes: " + value);
        };
    }

    private static Validity validity(List<Object> values) {
        long[] words = new long[Validity.wordCount(values.size())];
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != null) {
                words[i >>> 6] |= 1L << i;
            }
        }
        return Validity.of(words, values.size());
    }

    private static int[] offsets(List<Object> values) {
        int[] offsets = new int[values.size() + 1];
        for (int i = 0; i < values.size(); i++) {
            offsets[i + 1] = offsets[i] + (values.get(i) instanceof List<?> list ? list.size() : 0);
        }
        return offsets;
    }

    private static List<Object> elements(List<Object> values) {
        List<Object> elements = new ArrayList<>();
        for (Object value : values) {
            if (value instanceof List<?> list) {
                elements.addAll(list);
            }
        }
        return elements;
    }

    private static List<Object> parts(List<Object> pairs, int part) {
        List<Object> parts = new ArrayList<>();
        for (Object pair : pairs) {
            parts.add(((List<?>) pair).get(part));
        }
        return parts;
    }

    private static @Nullable Object value(Type type, Column column, int row) {
        if (column.isNull(row)) {
            return null;
        }
        return switch (column) {
            case IntColumn ints ->
                type == PrimitiveType.FLOAT ? (Object) Float.intBitsToFloat(ints.value(row)) : ints.value(row);
            case LongColumn longs ->
                type == PrimitiveType.DOUBLE ? (Object) Double.longBitsToDouble(longs.value(row)) : longs.value(row);
            case BooleanColumn booleans -> booleans.value(row);
            case BytesColumn bytes ->
                type == PrimitiveType.STRING
                        ? new String(bytes.value(row), StandardCharsets.UTF_8)
                        : Bytes.of(bytes.value(row));
            case ListColumn lists -> {
                List<Object> elements = new ArrayList<>();
                for (int i = lists.offsets()[row]; i < lists.offsets()[row + 1]; i++) {
                    elements.add(value(((ListType) type).element(), lists.elements(), i));
                }
                yield elements;
            }
            case MapColumn maps -> {
                List<Object> entries = new ArrayList<>();
                for (int i = maps.offsets()[row]; i < maps.offsets()[row + 1]; i++) {
                    entries.add(Arrays.asList(
                            value(((MapType) type).key(), maps.keys(), i),
                            value(((MapType) type).value(), maps.values(), i)));
                }
                yield entries;
            }
            case StructColumn structs -> throw new IllegalArgumentException("No table has structs");
        };
    }
}
