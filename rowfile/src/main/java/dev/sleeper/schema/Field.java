package dev.sleeper.schema;

/// A named column of a table, or part of a struct.
///
/// @param name     unique in its schema, ignoring case
/// @param type     what its values are
/// @param nullable whether a value may be null
public record Field(String name, Type type, boolean nullable) {

    /// A field whose values are never null.
    public static Field required(String name, Type type) {
        return new Field(name, type, false);
    }

    /// A field whose values may be null.
    public static Field nullable(String name, Type type) {
        return new Field(name, type, true);
    }
}
