package dev.sleeper.engine.scan;

import dev.sleeper.row.Column;
import dev.sleeper.row.RowBatch;
import java.util.function.IntPredicate;

/// What the values of a row key field must be. Immutable and thread-safe.
public interface FieldCondition {

    /// The field's name.
    String field();

    /// Whether a row of the batch is wanted.
    IntPredicate on(RowBatch batch);

    /// Whether a value between two bounds may be wanted, which rows of two columns hold.
    boolean mayAccept(Column mins, Column maxes, int row);
}
