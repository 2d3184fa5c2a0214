package dev.sleeper.engine;

import java.util.Map;

/// The rows whose row key fields are all in their ranges.
///
/// @param ranges by name of row key field; a field that is not named is not bounded
public record Region(Map<String, FieldRange> ranges) {
    public Region {
        ranges = Map.copyOf(ranges);
    }

    /// The rows whose field has this value.
    public static Region exactly(String field, Object value) {
        return new Region(Map.of(field, FieldRange.exactly(value)));
    }
}
