package dev.sleeper.engine;

import org.jspecify.annotations.Nullable;

/// The values of one row key field that a query wants. Values are `Integer` or `Long`, `String` or `byte[]`, as the
/// field's type is.
///
/// @param min          the least value; null for no bound
/// @param minInclusive whether `min` itself is wanted
/// @param max          the greatest value; null for no bound
/// @param maxInclusive whether `max` itself is wanted
public record FieldRange(
        @Nullable Object min,
        boolean minInclusive,
        @Nullable Object max,
        boolean maxInclusive) {

    /// One value.
    public static FieldRange exactly(Object value) {
        return new FieldRange(value, true, value, true);
    }

    /// From `min` to before `max`.
    public static FieldRange between(Object min, Object max) {
        return new FieldRange(min, true, max, false);
    }
}
