package dev.sleeper.rowfile.shape;

import dev.sleeper.row.Column;
import java.util.Arrays;

/// The places of one level of nesting on the way from rows down to a leaf: each is a row of that level's
/// column, or is absent from some level above on, and then keeps the definition level at which it ended.
final class Slots {
    private static final int ABSENT = -1;

    private final int[] rows;
    private final int[] definitions;
    private final int[] repetitions;
    private final int count;

    private Slots(int[] rows, int[] definitions, int[] repetitions, int count) {
        this.rows = rows;
        this.definitions = definitions;
        this.repetitions = repetitions;
        this.count = count;
    }

    /// One slot for each of the rows.
    static Slots ofRows(int from, int to) {
        int[] rows = new int[to - from];
        Arrays.setAll(rows, i -> from + i);
        return new Slots(rows, new int[rows.length], new int[rows.length], rows.length);
    }

    /// These slots, with those absent whose row is null; a null ends at definition level `present`.
    Slots withoutNulls(Column column, int present) {
        if (!column.validity().hasNulls()) {
            return this;
        }
        int[] left = rows.clone();
        int[] newDefinitions = definitions.clone();
        for (int i = 0; i < count; i++) {
            if (left[i] >= 0 && column.isNull(left[i])) {
                left[i] = ABSENT;
                newDefinitions[i] = present;
            }
        }
        return new Slots(left, newDefinitions, repetitions, count);
    }

    /// One slot for each element of these slots' lists; an empty list ends at definition level `present`.
    ///
    /// @param repetition the level of all elements after a list's first
    Slots elements(int[] offsets, int present, int repetition) {
        int total = elementCount(offsets);
        int[] elementRows = new int[total];
        int[] elementDefinitions = new int[total];
        int[] elementRepetitions = new int[total];
        int next = 0;
        for (int i = 0; i < count; i++) {
            elementRepetitions[next] = repetitions[i];
            int row = rows[i];
            if (row < 0 || offsets[row] == offsets[row + 1]) {
                elementRows[next] = ABSENT;
                elementDefinitions[next++] = row < 0 ? definitions[i] : present;
                continue;
            }
            int from = offsets[row];
            for (int at = from; at < offsets[row + 1]; at++) {
                elementRows[next] = at;
                if (at > from) {
                    elementRepetitions[next] = repetition;
                }
                next++;
            }
        }
        return new Slots(elementRows, elementDefinitions, elementRepetitions, total);
    }

    private int elementCount(int[] offsets) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            total += row < 0 ? 1 : Math.max(1, offsets[row + 1] - offsets[row]);
        }
        return Math.toIntExact(total);
    }

    /// True when a slot that is there has a null row.
    boolean hasNulls(Column column) {
        if (!column.validity().hasNulls()) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (rows[i] >= 0 && column.isNull(rows[i])) {
                return true;
            }
        }
        return false;
    }

    /// The definition level of every slot, where those that are there have level `present`.
    int[] definitions(int present) {
        int[] all = definitions.clone();
        for (int i = 0; i < count; i++) {
            if (rows[i] >= 0) {
                all[i] = present;
            }
        }
        return all;
    }

    int count() {
        return count;
    }

    /// The row of each slot, or less than 0.
    int[] rows() {
        return rows;
    }

    int[] repetitions() {
        return repetitions;
    }
}
