package dev.sleeper.schema;

import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// The fields of a table in the order that its maker gave them, and which of them are its keys. Rows are ordered by the
/// row keys, then by the sort keys. Immutable; made by [#of], which refuses what no table can have.
///
/// @param fields   all fields, in the order in which users see them everywhere
/// @param rowKeys  names of the fields that partition the table and that queries name, most significant first
/// @param sortKeys names of the fields that order rows of equal row keys, most significant first
public record Schema(List<Field> fields, List<String> rowKeys, List<String> sortKeys) {
    private static final String BANNED_IN_NAMES = " ,;{}()\n\t=`";
    private static final int MAX_FIELDS = 2_000;
    private static final int MAX_NAME_LENGTH = 255;

    public Schema {
        fields = List.copyOf(fields);
        rowKeys = List.copyOf(rowKeys);
        sortKeys = List.copyOf(sortKeys);
    }

    /// Checks and makes a schema.
    ///
    /// @throws IllegalArgumentException naming the field and the rule that it breaks
    public static Schema of(List<Field> fields, List<String> rowKeys, List<String> sortKeys) {
        Schema schema = new Schema(fields, rowKeys, sortKeys);
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("The schema has no fields");
        }
        if (rowKeys.isEmpty()) {
            throw new IllegalArgumentException("Must have at least one row key field");
        }
        if (fields.size() > MAX_FIELDS) {
            throw new IllegalArgumentException(
                    "A table has at most " + MAX_FIELDS + " fields, but the schema has " + fields.size());
        }
        checkNames(fields);
        Set<String> keys = new HashSet<>();
        rowKeys.forEach(name -> checkKey(schema, name, "Row key", keys));
        sortKeys.forEach(name -> checkKey(schema, name, "Sort key", keys));
        for (Field field : fields) {
            checkType(field);
        }
        return schema;
    }

    /// The field's place in [#fields].
    ///
    /// @throws IllegalArgumentException when no field has this name
    public int indexOf(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("There is no field " + name + "; the fields are "
                + String.join(", ", fields.stream().map(Field::name).toList()));
    }

    /// The field of this name.
    ///
    /// @throws IllegalArgumentException when no field has this name
    public Field field(String name) {
        return fields.get(indexOf(name));
    }

    public List<Field> rowKeyFields() {
        return rowKeys.stream().map(this::field).toList();
    }

    public List<Field> sortKeyFields() {
        return sortKeys.stream().map(this::field).toList();
    }

    /// Row keys then sort keys: what rows are ordered by.
    public List<Field> keyFields() {
        return Stream.concat(rowKeys.stream(), sortKeys.stream())
                .map(this::field)
                .toList();
    }

    /// The fields with these names, in the order of the names.
    ///
    /// @throws IllegalArgumentException when no field has one of the names
    public List<Field> select(List<String> names) {
        List<Field> selected = new ArrayList<>(names.size());
        for (String name : names) {
            selected.add(field(name));
        }
        return selected;
    }

    private static void checkNames(List<Field> fields) {
        Set<String> seen = new HashSet<>();
        for (Field field : fields) {
            String name = field.name();
            if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
                throw new IllegalArgumentException(
                        "A field name has 1 to " + MAX_NAME_LENGTH + " characters, but one has " + name.length());
            }
            if (name.chars().anyMatch(c -> BANNED_IN_NAMES.indexOf(c) >= 0 || c < ' ')) {
                // Terminals show nothing of control characters, or do as they say.
                throw new IllegalArgumentException(
                        "Field name '" + name.replaceAll("\\p{Cntrl}", "?") + "' has a character that no Delta reader"
                                + " takes: none of space , ; { } ( ) = ` tab, newline, NUL or another control character");
            }
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "Found duplicate field names: " + name + " (names are compared without regard to case)");
            }
        }
    }

    private static void checkKey(Schema schema, String name, String role, Set<String> keys) {
        Field field = schema.field(name);
        if (!keys.add(name)) {
            throw new IllegalArgumentException(role + " field " + name + " is named as a key twice");
        }
        if (!(field.type() instanceof PrimitiveType type) || !type.canBeKey()) {
            throw new IllegalArgumentException(role + " field " + name + " has type " + field.type()
                    + ", but keys are IntType, LongType, StringType or ByteArrayType");
        }
        if (field.nullable()) {
            throw new IllegalArgumentException(role + " fields cannot be nullable, but " + name + " is");
        }
    }

    private static void checkType(Field field) {
        boolean flat =
                switch (field.type()) {
                    case PrimitiveType primitive -> true;
                    case ListType list -> list.element() instanceof PrimitiveType;
                    case MapType map -> map.key() instanceof PrimitiveType && map.value() instanceof PrimitiveType;
                    case StructType struct -> false;
                };
        if (!flat) {
            throw new IllegalArgumentException("Field " + field.name() + " has type " + field.type()
                    + ", but a table holds primitive types and lists and maps of them");
        }
    }
}
