package dev.sleeper.row;

import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.List;

/// Makes rows that are null.
public final class NullColumns {
    private NullColumns() {}

    /// A column in which every row is null.
    public static Column of(Type type, int size) {
        Validity none = Validity.of(new long[Validity.wordCount(size)], size);
        return switch (type) {
            case PrimitiveType primitive ->
                switch (primitive) {
                    case INT, FLOAT -> new IntColumn(new int[size], size, none);
                    case LONG, DOUBLE, TIMESTAMP -> new LongColumn(new long[size], size, none);
                    case BOOLEAN -> new BooleanColumn(new boolean[size], size, none);
                    case STRING, BYTE_ARRAY -> new BytesColumn(new byte[0], new int[size + 1], size, none);
                };
            case ListType list -> new ListColumn(new int[size + 1], of(list.element(), 0), size, none);
            case MapType map -> new MapColumn(new int[size + 1], of(map.key(), 0), of(map.value(), 0), size, none);
            case StructType struct ->
                new StructColumn(
                        struct.fields().stream()
                                .map(part -> of(part.type(), size))
                                .toList(),
                        size,
                        none);
        };
    }

    /// A copy of the rows of a column, and after them one that is null.
    public static Column withNullRow(Column column, Type type) {
        return Concatenation.of(List.of(column, of(type, 1)));
    }
}
