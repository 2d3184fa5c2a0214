package dev.sleeper.server.ndjson;

import dev.sleeper.row.Column;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import dev.sleeper.server.rows.Refusal;
import java.util.Arrays;
import tools.jackson.core.JsonParser;

/// A column that grows by one JSON value at a time. Not thread-safe.
abstract class JsonColumn {
    private static final int LONGEST_SHOWN = 40;

    private final String name;
    private final Type type;
    private long[] valid = new long[1];
    private int size;

    JsonColumn(String name, Type type) {
        this.name = name;
        this.type = type;
    }

    static JsonColumn of(Field field) {
        return of(field.name(), field.type());
    }

    static JsonColumn of(String name, Type type) {
        return switch (type) {
            case PrimitiveType primitive ->
                switch (primitive) {
                    case INT, LONG, FLOAT, DOUBLE, TIMESTAMP -> new NumberColumn(name, primitive);
                    case BOOLEAN -> new TruthColumn(name);
                    case STRING, BYTE_ARRAY -> new TextColumn(name, primitive);
                };
            case ListType list -> new NestedColumn(name, list);
            case MapType map -> new NestedColumn(name, map);
            case StructType struct -> throw new IllegalArgumentException("No field of a table is a struct");
        };
    }

    /// Adds the value that the parser is at, which is not null, and leaves the parser at its last token.
    final void add(JsonParser json, long record) {
        append(json, record, size);
        if (size >>> 6 == valid.length) {
            valid = Arrays.copyOf(valid, 2 * valid.length);
        }
        valid[size >>> 6] |= 1L << size;
        size++;
    }

    final void addNull() {
        appendNull(size);
        if (size >>> 6 == valid.length) {
            valid = Arrays.copyOf(valid, 2 * valid.length);
        }
        size++;
    }

    final Column build() {
        return build(size, Validity.of(valid, size));
    }

    final int size() {
        return size;
    }

    final String name() {
        return name;
    }

    final Type type() {
        return type;
    }

    abstract void append(JsonParser json, long record, int row);

    abstract void appendNull(int row);

    abstract Column build(int rows, Validity validity);

    final RuntimeException wrongValue(JsonParser json, long record) {
        return Refusal.wrongValue(name, record, shown(json), type);
    }

    private static String shown(JsonParser json) {
        if (!json.currentToken().isScalarValue()) {
            return "an array or object";
        }
        String text = json.getString();
        if (json.currentToken().isNumeric() || json.currentToken().isBoolean()) {
            return text;
        }
        return "'" + (text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text) + "'";
    }
}
