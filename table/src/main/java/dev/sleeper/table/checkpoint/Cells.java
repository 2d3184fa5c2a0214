package dev.sleeper.table.checkpoint;

import dev.sleeper.row.Column;

/// The values of a column while rows are added to it. Not thread-safe.
interface Cells {

    /// How many rows there are.
    int size();

    /// Adds a row without a value.
    void addNull();

    /// The column of all rows added.
    Column toColumn();
}
