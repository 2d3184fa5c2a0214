package dev.sleeper.server.arrow;

import dev.sleeper.row.Column;
import dev.sleeper.row.Validity;
import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowNumbers;
import org.jspecify.annotations.Nullable;

/// The offsets of lists or maps over their elements, made to hold what columns promise: a null list is empty, and
/// no element in a list is null.
final class Elements {
    private final int[] offsets;
    private final int @Nullable [] kept;

    private Elements(int[] offsets, int @Nullable [] kept) {
        this.offsets = offsets;
        this.kept = kept;
    }

    /// @param offsets checked already
    static Elements of(int[] offsets, int size, Validity validity) {
        if (!NullSlots.anyHolds(offsets, size, validity)) {
            return new Elements(offsets, null);
        }
        int[] keptOffsets = new int[size + 1];
        int[] kept = new int[offsets[size] - offsets[0]];
        for (int i = 0; i < size; i++) {
            int at = keptOffsets[i];
            if (!validity.isNull(i)) {
                for (int element = offsets[i]; element < offsets[i + 1]; element++) {
                    kept[at++] = element;
                }
            }
            keptOffsets[i + 1] = at;
        }
        return new Elements(keptOffsets, kept);
    }

    int[] offsets() {
        return offsets;
    }

    /// The elements that lists hold, checked to have no null among them.
    Column of(Column all, int size, String name, RowNumbers rows) {
        Column elements = kept == null ? all : all.gather(kept, 0, offsets[size]);
        if (elements.validity().hasNulls()) {
            for (int i = offsets[0]; i < offsets[size]; i++) {
                if (elements.isNull(i)) {
                    throw Refusal.nullElement(
                            name, rows.ofElements(offsets, size).recordOf(i));
                }
            }
        }
        return elements;
    }
}
