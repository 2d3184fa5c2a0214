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

/// Checks that rows fit a table before any of them is kept.
final class RowCheck {
    private final Schema schema;

    RowCheck(Schema schema) {
        this.schema = schema;
    }

    /// The batch with its columns in the schema's order.
    ///
    /// @param rowsBefore how many rows the write has had before, to number those of this batch from
    /// @throws RequestException with `INVALID_ROW` naming field and row
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
                throw invalid("Field " + field.name() + " is null in row " + (rowsBefore + firstNull(column) + 1)
                        + ", but the table does not allow that");
            }
            checkValues(field.type(), column, field.name(), rowsBefore);
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
        if (type == PrimitiveType.STRING) {
            int row = Utf8.firstInvalid((BytesColumn) column);
            if (row >= 0) {
                throw invalid("Field " + name + " is no valid UTF-8 in row " + (rowsBefore + row + 1));
            }
        } else if (type instanceof ListType list) {
            checkElements(list.element(), ((ListColumn) column).elements(), name);
        } else if (type instanceof MapType map) {
            checkElements(map.key(), ((MapColumn) column).keys(), name);
            checkElements(map.value(), ((MapColumn) column).values(), name);
        }
    }

    private static void checkElements(Type type, Column elements, String name) {
        if (elements.validity().hasNulls()) {
            throw invalid("Field " + name + " holds a list or map with a null inside");
        }
        if (type == PrimitiveType.STRING && Utf8.firstInvalid((BytesColumn) elements) >= 0) {
            throw invalid("Field " + name + " holds a list or map with text that is no valid UTF-8");
        }
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
