package dev.sleeper.engine;

import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.scan.BytesCondition;
import dev.sleeper.engine.scan.FieldCondition;
import dev.sleeper.engine.scan.IntegerCondition;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A field's range in a region, checked: values of the field's type, and the minimum not above the maximum.
///
/// @param field        the field
/// @param min          an `Integer`, `Long`, `String` or `byte[]`, as the field's type says; null for no bound
/// @param minInclusive whether `min` itself is wanted
/// @param max          likewise
/// @param maxInclusive whether `max` itself is wanted
record FieldBounds(
        Field field,
        @Nullable Object min,
        boolean minInclusive,
        @Nullable Object max,
        boolean maxInclusive) {

    /// @param range null for no bounds
    /// @param name  the region's, for messages
    /// @throws RequestException with `INVALID_REGION`
    static FieldBounds of(Field field, @Nullable FieldRange range, String name) {
        if (range == null) {
            return new FieldBounds(field, null, true, null, false);
        }
        FieldBounds bounds = new FieldBounds(
                field,
                checked(field, range.min(), name),
                range.minInclusive(),
                checked(field, range.max(), name),
                range.maxInclusive());
        if (bounds.difference() > 0) {
            throw new RequestException(
                    Code.INVALID_REGION,
                    name + " has a minimum above its maximum for field " + field.name() + ": " + text(bounds.min)
                            + " > " + text(bounds.max),
                    "Give the smaller value first.");
        }
        return bounds;
    }

    /// Whether exactly one value is wanted.
    boolean isExact() {
        return min != null && max != null && minInclusive && maxInclusive && difference() == 0;
    }

    Object exactValue() {
        return Objects.requireNonNull(min);
    }

    /// Whether no value is wanted.
    boolean isEmpty() {
        return min != null && max != null && difference() == 0 && !(minInclusive && maxInclusive);
    }

    /// The bounds as a condition on rows; empty when there are none.
    Optional<FieldCondition> condition() {
        if (min == null && max == null) {
            return Optional.empty();
        }
        return Optional.of(isInteger() ? integers() : bytes());
    }

    private IntegerCondition integers() {
        long least = min == null ? Long.MIN_VALUE : ((Number) min).longValue();
        long greatest = max == null ? Long.MAX_VALUE : ((Number) max).longValue();
        if (min != null && !minInclusive) {
            // A bound beyond the type is a condition that no value meets.
            greatest = least == Long.MAX_VALUE ? Long.MIN_VALUE : greatest;
            least = least == Long.MAX_VALUE ? least : least + 1;
        }
        if (max != null && !maxInclusive) {
            least = greatest == Long.MIN_VALUE ? Long.MAX_VALUE : least;
            greatest = greatest == Long.MIN_VALUE ? greatest : greatest - 1;
        }
        return new IntegerCondition(field.name(), least, greatest);
    }

    private BytesCondition bytes() {
        byte[] least = min == null ? new byte[0] : encoded(min);
        return new BytesCondition(
                field.name(), least, min == null || minInclusive, max == null ? null : encoded(max), maxInclusive);
    }

    private boolean isInteger() {
        return field.type() == PrimitiveType.INT || field.type() == PrimitiveType.LONG;
    }

    /// How the minimum compares with the maximum; negative when there are not both.
    private int difference() {
        if (min == null || max == null) {
            return -1;
        }
        return isInteger()
                ? Long.compare(((Number) min).longValue(), ((Number) max).longValue())
                : Arrays.compareUnsigned(encoded(min), encoded(max));
    }

    private static byte[] encoded(Object value) {
        return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
    }

    private static @Nullable Object checked(Field field, @Nullable Object value, String name) {
        if (value == null) {
            return null;
        }
        Object fitting = fitting(field, value);
        if (fitting == null) {
            throw new RequestException(
                    Code.INVALID_REGION,
                    name + " has the value " + text(value) + " for field " + field.name() + ", which is no "
                            + field.type(),
                    "Give a value of the field's type"
                            + (field.type() == PrimitiveType.INT
                                    ? ", from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE + "."
                                    : "."));
        }
        return fitting;
    }

    /// The value as one of a key field's type; null when it is none.
    static @Nullable Object fitting(Field field, Object value) {
        return switch ((PrimitiveType) field.type()) {
            case INT ->
                value instanceof Long wide && wide == wide.intValue()
                        ? (Object) wide.intValue()
                        : as(Integer.class, value);
            case LONG -> value instanceof Integer narrow ? (Object) narrow.longValue() : as(Long.class, value);
            // Half a surrogate pair is no text: encoded, it would stand for another one.
            case STRING ->
                value instanceof String text
                                && StandardCharsets.UTF_8.newEncoder().canEncode(text)
                        ? text
                        : null;
            case BYTE_ARRAY -> as(byte[].class, value);
            case FLOAT, DOUBLE, BOOLEAN, TIMESTAMP -> null;
        };
    }

    private static @Nullable Object as(Class<?> type, Object value) {
        return type.isInstance(value) ? value : null;
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? Arrays.toString(bytes) : "'" + value + "'";
    }
}
