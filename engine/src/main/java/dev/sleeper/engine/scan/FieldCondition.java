package dev.sleeper.engine.scan;

import dev.sleeper.row.Column;

/// What the values of one row key field must be. Immutable and thread-safe.
public interface FieldCondition {

    /// The field's name.
    String field();

    /// Whether the value of a row is wanted.
    boolean accepts(Column values, int row);

    /// Whether a value between two bounds may be wanted, which rows of two columns hold.
    boolean mayAccept(Column mins, Column maxes, int row);
}
