package dev.sleeper.server.rows;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.StructColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.Arrays;

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

    /// The rows of a column of a primitive type, and after them one that is null.
    public static Column withNullRow(Column column) {
        int size = column.size();
        Validity validity = withNullRow(column.validity(), size);
        return switch (column) {
            case IntColumn ints -> new IntColumn(Arrays.copyOf(ints.values(), size + 1), size + 1, validity);
            case LongColumn longs -> new LongColumn(Arrays.copyOf(longs.values(), size + 1), size + 1, validity);
            case BooleanColumn truths ->
                new BooleanColumn(Arrays.copyOf(truths.values(), size + 1), size + 1, validity);
            case BytesColumn bytes -> {
                int[] offsets = Arrays.copyOf(bytes.offsets(), size + 2);
                offsets[size + 1] = offsets[size];
                yield new BytesColumn(bytes.bytes(), offsets, size + 1, validity);
            }
            case ListColumn list -> throw notPrimitive();
            case MapColumn map -> throw notPrimitive();
            case StructColumn struct -> throw notPrimitive();
        };
    }

    private static Validity withNullRow(Validity validity, int size) {
        long[] words = new long[Validity.wordCount(size + 1)];
        for (int i = 0; i < size; i++) {
            if (!validity.isNull(i)) {
                words[i >>> 6] |= 1L << i;
            }
        }
        return Validity.of(words, size + 1);
    }

    private static IllegalArgumentException notPrimitive() {
        return new IllegalArgumentException("Only columns of primitive types take a null row");
    }
}
