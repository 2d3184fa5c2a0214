package dev.sleeper.rowfile.shape;

import dev.sleeper.row.Column;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.StructColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.rowfile.page.MalformedPageException;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.ArrayList;
import java.util.List;

/// Puts a field together from what its leaf columns store, level by level for all rows at once. Any leaf below
/// a list or a struct tells where its elements are and which of it are null; the first one is asked.
public final class Assembler {
    private final List<LeafEntries> leaves;
    private int next;

    private Assembler(List<LeafEntries> leaves) {
        this.leaves = leaves;
    }

    /// The field's column.
    ///
    /// @param leaves the leaves of the field, in file order
    /// @throws MalformedPageException when the leaves do not agree
    public static Column assemble(Field field, List<LeafEntries> leaves) {
        return new Assembler(leaves).descend(field.type(), field.nullable(), new Level(0, 0, 0));
    }

    private Column descend(Type type, boolean nullable, Level level) {
        int present = nullable ? level.reached + 1 : level.reached;
        return switch (type) {
            case PrimitiveType primitive -> leaves.get(next++).toColumn(level.slot);
            case StructType struct -> struct(struct, level, present);
            case ListType list -> {
                Lists lists = lists(level, present);
                Column elements = descend(list.element(), false, level.below(present));
                checkSize(elements, lists.elementCount());
                yield new ListColumn(lists.offsets, elements, lists.count, lists.validity);
            }
            case MapType map -> {
                Lists lists = lists(level, present);
                Column keys = descend(map.key(), false, level.below(present));
                Column values = descend(map.value(), false, level.below(present));
                checkSize(keys, lists.elementCount());
                checkSize(values, lists.elementCount());
                yield new MapColumn(lists.offsets, keys, values, lists.count, lists.validity);
            }
        };
    }

    private StructColumn struct(StructType struct, Level level, int present) {
        LeafEntries entries = leaves.get(next);
        int slots = entries.slotCount(level.repetition, level.slot);
        Validity validity = entries.validity(level.repetition, level.slot, present, slots);
        List<Column> parts = new ArrayList<>();
        for (Field part : struct.fields()) {
            Column column = descend(part.type(), part.nullable(), new Level(level.slot, present, level.repetition));
            checkSize(column, slots);
            parts.add(column);
        }
        return new StructColumn(parts, slots, validity);
    }

    private static void checkSize(Column part, int size) {
        if (part.size() != size) {
            throw new MalformedPageException(
                    "its parts do not agree: one has " + part.size() + " values, another " + size);
        }
    }

    private Lists lists(Level level, int present) {
        LeafEntries entries = leaves.get(next);
        int slots = entries.slotCount(level.repetition, level.slot);
        int[] offsets = entries.offsets(level.repetition, level.slot, present + 1, slots);
        return new Lists(offsets, slots, entries.validity(level.repetition, level.slot, present, slots));
    }

    /// @param slot       the definition level from which on an entry is a slot here, be it null or not
    /// @param reached    the definition level of a slot whose parts above are all there
    /// @param repetition the repetition level of what is here
    private record Level(int slot, int reached, int repetition) {
        Level below(int present) {
            return new Level(present + 1, present + 1, repetition + 1);
        }
    }

    private static final class Lists {
        private final int[] offsets;
        private final int count;
        private final Validity validity;

        Lists(int[] offsets, int count, Validity validity) {
            this.offsets = offsets;
            this.count = count;
            this.validity = validity;
        }

        int elementCount() {
            return offsets[count];
        }
    }
}
