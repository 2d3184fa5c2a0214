package dev.sleeper.engine.scan;

import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.LongColumn;

/// Integers in a range.
///
/// @param field the field's name
/// @param min   the least value wanted
/// @param max   the greatest value wanted
public record IntegerCondition(String field, long min, long max) implements FieldCondition {

    @Override
    public boolean accepts(Column values, int row) {
        long value = value(values, row);
        return min <= value && value <= max;
    }

    @Override
    public boolean mayAccept(Column mins, Column maxes, int row) {
        return value(mins, row) <= max && value(maxes, row) >= min;
    }

    private static long value(Column column, int row) {
        return column instanceof IntColumn ints ? ints.value(row) : ((LongColumn) column).value(row);
    }
}
