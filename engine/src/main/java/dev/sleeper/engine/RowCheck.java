package dev.sleeper.engine;

import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.function.IntToLongFunction;

/// Checks that rows fit a table before any of them is kept.
final class RowCheck {
    /// Keys stand in the log and in page indexes, which are held in memory.
    private static final int MAX_KEY_BYTES = 1 << 16;

    private final Schema schema;

    RowCheck(Schema schema) {
        this.schema = schema;
    }

    /// The batch with its columns in the schema's order.
    ///
    /// @param rowsBefore how many rows the write has had before; its first one is record 1
    /// @throws RequestException with `INVALID_ROW` naming field and record
    RowBatch fitting(RowBatch batch, long rowsBefore) {
        for (Field given : batch.fields()) {
            if (schema.fields().stream().noneMatch(field -> field.name().equals(given.name()))) {
                throw invalid("The rows have the field " + given.name() + ", which the table does not");
            }
        }
        if (batch.fields().size() != schema.fields().size()) {
            for (Field field : schema.fields()) {
                if (batch.fields().stream().noneMatch(given -> given.name().equals(field.name()))) {
                    throw invalid("The rows lack the field " + field.name());
                }
            }
            throw invalid("The rows have a field twice");
        }
        RowBatch ordered = batch.select(schema.fields());
        for (int i = 0; i < schema.fields().size(); i++) {
            Field field = schema.fields().get(i);
            Column column = ordered.columns().get(i);
            if (!matches(field.type(), column) || !typeOf(batch, field).equals(field.type())) {
                throw invalid("Field " + field.name() + " has values of type " + typeOf(batch, field)
                        + ", but the table has " + field.type());
            }
            if (!field.nullable() && column.validity().hasNulls()) {
                throw invalid("Field " + field.name() + " of record " + (rowsBefore + firstNull(column) + 1)
                        + " is null, but "
                        + (schema.keyFields().contains(field) ? "it is a key field" : "the field is not nullable"));
            }
            checkValues(field.type(), column, field.name(), rowsBefore);
            if (column instanceof BytesColumn bytes && schema.keyFields().contains(field)) {
                checkLengths(bytes, field.name(), rowsBefore);
            }
        }
        return ordered;
    }

    private static Type typeOf(RowBatch batch, Field field) {
        return batch.fields().stream()
                .filter(given -> given.name().equals(field.name()))
                .findFirst()
                .orElseThrow()
                .type();
    }

    private static boolean matches(Type type, Column column) {
        return switch (type) {
            case PrimitiveType primitive ->
                switch (primitive) {
                    case INT, FLOAT -> column instanceof IntColumn;
                    case LONG, DOUBLE, TIMESTAMP -> column instanceof LongColumn;
                    case BOOLEAN -> column instanceof BooleanColumn;
                    case STRING, BYTE_ARRAY -> column instanceof BytesColumn;
                };
            case ListType list -> column instanceof ListColumn lists && matches(list.element(), lists.elements());
            case MapType map ->
                column instanceof MapColumn maps
                        && matches(map.key(), maps.keys())
                        && matches(map.value(), maps.values());
            case StructType struct -> false;
        };
    }

    private static void checkValues(Type type, Column column, String name, long rowsBefore) {
        if (column instanceof BytesColumn bytes) {
            checkText(type, bytes, name, row -> rowsBefore + row + 1);
        } else if (type instanceof ListType list && column instanceof ListColumn lists) {
            IntToLongFunction recordOf = element -> rowsBefore + rowOf(element, lists.offsets(), lists.size()) + 1;
            checkElements(list.element(), lists.elements(), name, recordOf);
        } else if (type instanceof MapType map && column instanceof MapColumn maps) {
            IntToLongFunction recordOf = entry -> rowsBefore + rowOf(entry, maps.offsets(), maps.size()) + 1;
            checkElements(map.key(), maps.keys(), name, recordOf);
            checkElements(map.value(), maps.values(), name, recordOf);
            int repeated = MapKeys.firstRepeated(map.key(), maps);
            if (repeated >= 0) {
                throw invalid("Field " + name + " of record " + (rowsBefore + repeated + 1)
                        + " is a map that has a key more than once");
            }
        }
    }

    private static void checkLengths(BytesColumn keys, String name, long rowsBefore) {
        for (int row = 0; row < keys.size(); row++) {
            if (keys.length(row) > MAX_KEY_BYTES) {
                throw invalid("Field " + name + " of record " + (rowsBefore + row + 1) + " has " + keys.length(row)
                        + " bytes, but a value of a row key or sort key has " + MAX_KEY_BYTES + " at most");
            }
        }
    }

    private static void checkElements(Type type, Column elements, String name, IntToLongFunction recordOf) {
        if (elements.validity().hasNulls()) {
            throw invalid("Field " + name + " of record " + recordOf.applyAsLong(firstNull(elements))
                    + " has a null inside its list or map");
        }
        if (elements instanceof BytesColumn bytes) {
            checkText(type, bytes, name, recordOf);
        }
    }

    private static void checkText(Type type, BytesColumn values, String name, IntToLongFunction recordOf) {
        int invalid = type == PrimitiveType.STRING ? Utf8.firstInvalid(values) : -1;
        if (invalid >= 0) {
            throw invalid("Field " + name + " of record " + recordOf.applyAsLong(invalid)
                    + " has text that is not valid UTF-8");
        }
    }

    /// The row of the list that an element is in.
    private static int rowOf(int element, int[] offsets, int rowCount) {
        int row = 0;
        while (row + 1 < rowCount && offsets[row + 1] <= element) {
            row++;
        }
        return row;
    }

    private static int firstNull(Column column) {
        int row = 0;
        while (!column.isNull(row)) {
            row++;
        }
        return row;
    }

    private static RequestException invalid(String message) {
        return new RequestException(
                Code.INVALID_ROW, message, "Mend the rows to fit the table's schema; nothing was written.");
    }
}
