package dev.sleeper.table.catalog;

import dev.sleeper.table.Change;
import dev.sleeper.table.NewTable;

/// What may be committed to a table's log.
sealed interface TableEdit {

    /// The first entry.
    record Creation(NewTable table) implements TableEdit {}

    /// A change to the table that is there.
    record Alteration(Change change) implements TableEdit {}
}
