package dev.sleeper.schema;

import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;

/// Reads types as users write them: `LongType`, `ListType(IntType)`, `MapType(StringType,LongType)`.
///
/// Not thread-safe; used once.
final class TypeText {
    private static final String TYPES =
            "IntType, LongType, FloatType, DoubleType, BooleanType, TimestampType, StringType,"
                    + " ByteArrayType, ListType(element) and MapType(key,value)";

    private final String text;
    private int at;

    private TypeText(String text) {
        this.text = text;
    }

    /// @throws IllegalArgumentException listing the types that there are
    static Type parse(String text) {
        TypeText reading = new TypeText(text);
        Type type = reading.outerType();
        reading.skipSpace();
        if (reading.at < text.length()) {
            throw reading.unknown();
        }
        return type;
    }

    private Type outerType() {
        String name = name();
        return switch (name) {
            case "ListType" -> {
                expect('(');
                Type element = primitive(name());
                expect(')');
                yield new ListType(element);
            }
            case "MapType" -> {
                expect('(');
                Type key = primitive(name());
                expect(',');
                Type value = primitive(name());
                expect(')');
                yield new MapType(key, value);
            }
            default -> primitive(name);
        };
    }

    private Type primitive(String name) {
        for (PrimitiveType type : PrimitiveType.values()) {
            if (type.typeName().equals(name)) {
                return type;
            }
        }
        throw unknown();
    }

    private String name() {
        skipSpace();
        int start = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private void expect(char mark) {
        skipSpace();
        if (at == text.length() || text.charAt(at) != mark) {
            throw unknown();
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private IllegalArgumentException unknown() {
        return new IllegalArgumentException("Unknown type '" + text + "'; the types are " + TYPES);
    }
}
