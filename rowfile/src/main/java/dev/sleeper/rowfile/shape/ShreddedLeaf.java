package dev.sleeper.rowfile.shape;

import dev.sleeper.row.Column;

/// What a leaf column stores for some rows: its entries' levels, and the values, which are rows of a column.
/// Its arrays may be longer than they are in use; nobody changes them.
public final class ShreddedLeaf {
    private final Column column;
    private final int[] valueRows;
    private final int valueCount;
    private final Slots entries;
    private final int[] definitions;

    ShreddedLeaf(Column column, Slots entries, int present) {
        this.column = column;
        this.entries = entries;
        this.valueRows = new int[entries.count()];
        int values = 0;
        for (int i = 0; i < entries.count(); i++) {
            if (entries.rows()[i] >= 0) {
                valueRows[values++] = entries.rows()[i];
            }
        }
        this.valueCount = values;
        this.definitions = entries.definitions(present);
    }

    /// The values, in order.
    public Column values() {
        return column.gather(valueRows, 0, valueCount);
    }

    public int valueCount() {
        return valueCount;
    }

    public int entryCount() {
        return entries.count();
    }

    public int[] definitions() {
        return definitions;
    }

    public int[] repetitions() {
        return entries.repetitions();
    }
}
