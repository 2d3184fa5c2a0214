package dev.sleeper.table.checkpoint;

import dev.sleeper.row.Column;
import dev.sleeper.row.StructColumn;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.List;
import java.util.Map;

/// Structs being gathered. A row is added part by part, in the order of the parts. Not thread-safe.
final class StructCells implements Cells {
    private final Presence presence = new Presence();
    private final List<Cells> parts;
    private int nextPart;

    private StructCells(List<Cells> parts) {
        this.parts = parts;
    }

    static StructCells of(StructType type) {
        return new StructCells(
                type.fields().stream().map(Field::type).map(StructCells::cells).toList());
    }

    /// Begins a row; its parts follow.
    StructCells begin() {
        if (nextPart % parts.size() != 0) {
            throw new IllegalStateException("The row before lacks parts");
        }
        nextPart = 0;
        presence.add(true);
        return this;
    }

    StructCells add(String value) {
        ((TextCells) part()).add(value);
        return this;
    }

    StructCells add(long value) {
        ((LongCells) part()).add(value);
        return this;
    }

    StructCells add(int value) {
        ((IntCells) part()).add(value);
        return this;
    }

    StructCells add(boolean value) {
        ((TruthCells) part()).add(value);
        return this;
    }

    StructCells add(List<String> value) {
        ((ListCells) part()).add(value);
        return this;
    }

    StructCells add(Map<String, String> value) {
        ((ListCells) part()).add(value);
        return this;
    }

    /// Begins the struct that is the next part of this row.
    StructCells beginPart() {
        return ((StructCells) part()).begin();
    }

    @Override
    public void addNull() {
        presence.add(false);
        parts.forEach(Cells::addNull);
    }

    @Override
    public int size() {
        return presence.size();
    }

    @Override
    public StructColumn toColumn() {
        List<Column> columns = parts.stream().map(Cells::toColumn).toList();
        return new StructColumn(columns, size(), presence.toValidity());
    }

    private Cells part() {
        return parts.get(nextPart++);
    }

    private static Cells cells(Type type) {
        return switch (type) {
            case StructType struct -> of(struct);
            case ListType list -> ListCells.lists();
            case MapType map -> ListCells.maps();
            case PrimitiveType primitive ->
                switch (primitive) {
                    case INT -> new IntCells();
                    case LONG -> new LongCells();
                    case BOOLEAN -> new TruthCells();
                    case STRING -> new TextCells();
                    case FLOAT, DOUBLE, TIMESTAMP, BYTE_ARRAY ->
                        throw new IllegalArgumentException("A checkpoint has no column of type " + primitive);
                };
        };
    }
}
