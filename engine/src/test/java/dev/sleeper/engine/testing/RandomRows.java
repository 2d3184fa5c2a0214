package dev.sleeper.engine.testing;

import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Random schemas and rows from a seed: all types, keys that repeat, that share long beginnings, that end in zero
/// bytes, have bytes of 0x80 and above, and characters beyond the basic plane.
public final class RandomRows {
    private static final List<PrimitiveType> KEY_TYPES =
            List.of(PrimitiveType.INT, PrimitiveType.LONG, PrimitiveType.STRING, PrimitiveType.BYTE_ARRAY);
    private static final List<String> CHARACTERS =
            List.of("a", "b", "z", "\u0000", "\u007f", "\u00e9", "\ud7ff", "\uffee", "\ud83d\ude00", "\udbff\udffd");
    private static final byte[] BYTES = {0, 0, 1, 0x7f, (byte) 0x80, (byte) 0xff, (byte) 0xff};

    private final SplittableRandom random;

    public RandomRows(long seed) {
        this.random = new SplittableRandom(seed);
    }

    public SplittableRandom random() {
        return random;
    }

    /// A schema of up to three row keys, two sort keys and some values, in any order.
    public Schema schema() {
        int rowKeyCount = 1 + random.nextInt(3);
        int sortKeyCount = random.nextInt(3);
        List<Field> fields = new ArrayList<>();
        List<String> rowKeys = new ArrayList<>();
        List<String> sortKeys = new ArrayList<>();
        for (int i = 0; i < rowKeyCount + sortKeyCount; i++) {
            fields.add(Field.required("key" + i, pick(KEY_TYPES)));
            (i < rowKeyCount ? rowKeys : sortKeys).add("key" + i);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            fields.add(random.nextInt(fields.size() + 1), new Field("value" + i, type(), random.nextBoolean()));
        }
        return Schema.of(fields, rowKeys, sortKeys);
    }

    /// A schema of these row keys with a field of each type.
    public static Schema schemaOfAllTypes(PrimitiveType... rowKeyTypes) {
        List<Field> fields = new ArrayList<>();
        List<String> rowKeys = new ArrayList<>();
        for (PrimitiveType type : rowKeyTypes) {
            rowKeys.add("key" + rowKeys.size());
            fields.add(Field.required(rowKeys.getLast(), type));
        }
        for (PrimitiveType type : PrimitiveType.values()) {
            fields.add(new Field("value" + fields.size(), type, fields.size() % 2 == 0));
            fields.add(Field.nullable("list" + fields.size(), new ListType(type)));
            fields.add(Field.nullable("map" + fields.size(), new MapType(PrimitiveType.STRING, type)));
        }
        return Schema.of(fields, rowKeys, List.of());
    }

    public List<List<Object>> rows(Schema schema, int count) {
        List<List<Object>> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            List<Object> row = new ArrayList<>();
            for (Field field : schema.fields()) {
                row.add(field.nullable() && random.nextInt(4) == 0 ? null : value(field.type()));
            }
            rows.add(row);
        }
        return rows;
    }

    /// A value of one type.
    public Object value(Type type) {
        return switch (type) {
            case PrimitiveType primitive -> primitive(primitive);
            case ListType list ->
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> value(list.element()))
                        .toList();
            case MapType map ->
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> value(map.key()))
                        .distinct()
                        .map(key -> List.of(key, value(map.value())))
                        .toList();
            case Type.StructType struct -> throw new IllegalArgumentException("No table has structs");
        };
    }

    private Object primitive(PrimitiveType type) {
        return switch (type) {
            case INT -> random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(-30, 30);
            case LONG, TIMESTAMP -> random.nextInt(4) == 0 ? random.nextLong() : (long) random.nextInt(-30, 30);
            case FLOAT -> random.nextInt(9) == 0 ? Float.NaN : (float) random.nextInt(100) / 4;
            case DOUBLE -> random.nextInt(9) == 0 ? Double.NEGATIVE_INFINITY : random.nextInt(100) / 8.0;
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text();
            case BYTE_ARRAY -> bytes();
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "common-beginning-" : "");
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(pick(CHARACTERS));
        }
        return text.toString();
    }

    private Bytes bytes() {
        byte[] bytes = new byte[random.nextInt(random.nextInt(5) == 0 ? 20 : 4)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = BYTES[random.nextInt(BYTES.length)];
        }
        return Bytes.of(bytes);
    }

    private Type type() {
        PrimitiveType primitive = pick(List.of(PrimitiveType.values()));
        return switch (random.nextInt(5)) {
            case 0 -> new ListType(primitive);
            case 1 -> new MapType(pick(KEY_TYPES), primitive);
            default -> primitive;
        };
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
