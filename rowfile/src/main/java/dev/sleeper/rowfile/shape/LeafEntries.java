package dev.sleeper.rowfile.shape;

import dev.sleeper.row.Column;
import dev.sleeper.row.Validity;
import dev.sleeper.rowfile.page.PageValues;
import java.util.Arrays;

/// What was read from a leaf column: its values, and the levels of its entries if it has any.
///
/// Not thread-safe.
public final class LeafEntries {
    private final Leaf leaf;
    private final PageValues values;
    private int[] definitions = new int[0];
    private int[] repetitions = new int[0];
    private int count;

    public LeafEntries(Leaf leaf, PageValues values) {
        this.leaf = leaf;
        this.values = values;
    }

    public Leaf leaf() {
        return leaf;
    }

    public PageValues values() {
        return values;
    }

    /// Adds the levels of a page's entries, of which the leaf stores none, one, or both sorts.
    public void append(int[] pageRepetitions, int[] pageDefinitions, int more) {
        if (leaf.maxDefinition() > 0) {
            definitions = grow(definitions, pageDefinitions, more);
        }
        if (leaf.maxRepetition() > 0) {
            repetitions = grow(repetitions, pageRepetitions, more);
        }
        count += more;
    }

    private int[] grow(int[] levels, int[] page, int more) {
        int needed = Math.addExact(count, more);
        int[] grown = needed <= levels.length ? levels : Arrays.copyOf(levels, Math.max(needed, levels.length * 2));
        System.arraycopy(page, 0, grown, count, more);
        return grown;
    }

    /// How many entries are slots: begin something at this repetition level that is there from `definition` on.
    int slotCount(int repetition, int definition) {
        if (leaf.isFlatRequired()) {
            return values.count();
        }
        int slots = 0;
        for (int i = 0; i < count; i++) {
            if (isSlot(i, repetition, definition)) {
                slots++;
            }
        }
        return slots;
    }

    /// Which slots are defined up to level `present`.
    Validity validity(int repetition, int definition, int present, int slots) {
        if (present <= definition || leaf.isFlatRequired()) {
            return Validity.ALL;
        }
        long[] words = new long[Validity.wordCount(slots)];
        int slot = 0;
        for (int i = 0; i < count; i++) {
            if (isSlot(i, repetition, definition)) {
                if (definitions[i] >= present) {
                    words[slot >>> 6] |= 1L << slot;
                }
                slot++;
            }
        }
        return Validity.of(words, slots);
    }

    /// Where the elements of each slot begin among all elements, which repeat one level deeper than the slots.
    int[] offsets(int repetition, int definition, int elementDefinition, int slots) {
        int[] offsets = new int[slots + 1];
        int slot = 0;
        int elements = 0;
        for (int i = 0; i < count; i++) {
            if (isSlot(i, repetition, definition)) {
                offsets[slot++] = elements;
            }
            if (repetitions[i] <= repetition + 1 && definitions[i] >= elementDefinition) {
                elements++;
            }
        }
        offsets[slots] = elements;
        return offsets;
    }

    /// The values with nulls for the slots that have none.
    Column toColumn(int definition) {
        if (leaf.isFlatRequired()) {
            return values.toColumn();
        }
        int slots = slotCount(leaf.maxRepetition(), definition);
        if (slots == values.count()) {
            return values.toColumn();
        }
        return values.toColumn(slots, validity(leaf.maxRepetition(), definition, leaf.maxDefinition(), slots));
    }

    private boolean isSlot(int entry, int repetition, int definition) {
        return (repetitions.length == 0 || repetitions[entry] <= repetition) && definitions[entry] >= definition;
    }
}
