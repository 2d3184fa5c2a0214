package dev.sleeper.engine.scan;

import dev.sleeper.row.Column;
import dev.sleeper.row.RowBatch;
import java.util.function.IntPredicate;

/// Values in a range. Immutable and thread-safe.
public sealed interface RangeCondition extends FieldCondition permits IntegerCondition, BytesCondition {

    /// Whether a value is not below the range.
    boolean reachesMin(Column values, int row);

    /// Whether a value is not above the range.
    boolean reachesMax(Column values, int row);

    /// How the range begins in comparison with another of the same field.
    int compareMin(RangeCondition other);

    /// How the range ends in comparison with another of the same field.
    int compareMax(RangeCondition other);

    @Override
    default IntPredicate on(RowBatch batch) {
        Column values = batch.column(field());
        return row -> reachesMin(values, row) && reachesMax(values, row);
    }

    @Override
    default boolean mayAccept(Column mins, Column maxes, int row) {
        return reachesMin(maxes, row) && reachesMax(mins, row);
    }
}
