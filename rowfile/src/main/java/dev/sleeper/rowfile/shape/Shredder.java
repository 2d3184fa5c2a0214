package dev.sleeper.rowfile.shape;

import dev.sleeper.row.Column;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.StructColumn;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.ArrayList;
import java.util.List;

/// Takes some rows of one field apart into what its leaf columns store, level by level for all rows at once.
public final class Shredder {
    private final String fieldName;
    private final List<ShreddedLeaf> leaves = new ArrayList<>();

    private Shredder(String fieldName) {
        this.fieldName = fieldName;
    }

    /// The leaves of the rows from `from` to before `to`, in file order.
    ///
    /// @throws IllegalArgumentException when there is a null where the field has none
    public static List<ShreddedLeaf> shred(Field field, Column column, int from, int to) {
        Shredder shredder = new Shredder(field.name());
        shredder.descend(field.type(), field.nullable(), column, Slots.ofRows(from, to), 0, 0);
        return shredder.leaves;
    }

    private void descend(Type type, boolean nullable, Column column, Slots above, int definition, int repetition) {
        Slots slots = nullable ? above.withoutNulls(column, definition) : requirePresent(above, column);
        int present = nullable ? definition + 1 : definition;
        switch (type) {
            case PrimitiveType primitive -> leaves.add(new ShreddedLeaf(column, slots, present));
            case ListType list -> {
                ListColumn lists = (ListColumn) column;
                Slots elements = slots.elements(lists.offsets(), present, repetition + 1);
                descend(list.element(), false, lists.elements(), elements, present + 1, repetition + 1);
            }
            case MapType map -> {
                MapColumn maps = (MapColumn) column;
                Slots entries = slots.elements(maps.offsets(), present, repetition + 1);
                descend(map.key(), false, maps.keys(), entries, present + 1, repetition + 1);
                descend(map.value(), false, maps.values(), entries, present + 1, repetition + 1);
            }
            case StructType struct -> {
                List<Column> parts = ((StructColumn) column).parts();
                for (int i = 0; i < parts.size(); i++) {
                    Field part = struct.fields().get(i);
                    descend(part.type(), part.nullable(), parts.get(i), slots, present, repetition);
                }
            }
        }
    }

    private Slots requirePresent(Slots slots, Column column) {
        if (slots.hasNulls(column)) {
            throw new IllegalArgumentException("Field " + fieldName + " has a null where its type allows none");
        }
        return slots;
    }
}
