package dev.sleeper.engine.scan;

import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.LongColumn;

/// Integers in a range.
///
/// @param field the field's name
/// @param min   the least value wanted
/// @param max   the greatest value wanted
public record IntegerCondition(String field, long min, long max) implements RangeCondition {

    @Override
    public boolean reachesMin(Column values, int row) {
        return value(values, row) >= min;
    }

    @Override
    public boolean reachesMax(Column values, int row) {
        return value(values, row) <= max;
    }

    @Override
    public int compareMin(RangeCondition other) {
        return Long.compare(min, ((IntegerCondition) other).min);
    }

    @Override
    public int compareMax(RangeCondition other) {
        return Long.compare(max, ((IntegerCondition) other).max);
    }

    private static long value(Column column, int row) {
        return column instanceof IntColumn ints ? ints.value(row) : ((LongColumn) column).value(row);
    }
}
