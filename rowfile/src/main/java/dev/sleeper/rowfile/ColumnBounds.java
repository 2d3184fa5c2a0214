package dev.sleeper.rowfile;

import dev.sleeper.schema.Field;

/// The least and the greatest value of a key column of a file.
///
/// @param field the column
/// @param min   an `Integer`, `Long`, `String` or `byte[]`, as the field's type says
/// @param max   likewise
public record ColumnBounds(Field field, Object min, Object max) {}
