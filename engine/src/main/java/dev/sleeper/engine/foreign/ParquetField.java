package dev.sleeper.engine.foreign;

import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.schema.ColumnSchema;
import dev.hardwood.schema.FileSchema;
import dev.hardwood.schema.SchemaNode;
import dev.sleeper.row.Column;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.NullColumns;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A field of a table, and the Parquet columns that hold it.
///
/// @param field   the field
/// @param columns the numbers of the columns: one for a primitive type or a list, the keys' and the values' for a map;
///     none when the file leaves the field out, which is null then
record ParquetField(Field field, List<Integer> columns) {
    ParquetField {
        columns = List.copyOf(columns);
    }

    /// Finds a field in a file; empty when what the file has under this name does not fit the field's type.
    static Optional<ParquetField> find(FileSchema file, SchemaNode node, Field field) {
        List<SchemaNode> leaves = leaves(node, field.type());
        List<PrimitiveType> types = leafTypes(field.type());
        if (leaves.size() != types.size()) {
            return Optional.empty();
        }
        Integer[] columns = new Integer[types.size()];
        for (int i = 0; i < columns.length; i++) {
            if (!(leaves.get(i) instanceof SchemaNode.PrimitiveNode leaf)
                    || leaf.maxRepetitionLevel() != (field.type() instanceof PrimitiveType ? 0 : 1)) {
                return Optional.empty();
            }
            ColumnSchema column = file.getColumn(leaf.columnIndex());
            if (!LeafValues.fits(column, types.get(i))) {
                return Optional.empty();
            }
            columns[i] = leaf.columnIndex();
        }
        return Optional.of(new ParquetField(field, List.of(columns)));
    }

    /// The field's values in the batch that the readers are at.
    ///
    /// @throws LeafValues.ValueException when one is out of range
    Column read(ColumnReaders readers) {
        if (columns.isEmpty()) {
            return NullColumns.of(field.type(), readers.getRecordCount());
        }
        ColumnReader first = readers.getColumnReader(columns.getFirst());
        return switch (field.type()) {
            case PrimitiveType primitive -> LeafValues.read(first, primitive);
            case ListType list ->
                new ListColumn(
                        offsets(first),
                        LeafValues.read(first, (PrimitiveType) list.element()),
                        first.getRecordCount(),
                        rowValidity(first));
            case MapType map ->
                new MapColumn(
                        offsets(first),
                        LeafValues.read(first, (PrimitiveType) map.key()),
                        LeafValues.read(readers.getColumnReader(columns.getLast()), (PrimitiveType) map.value()),
                        first.getRecordCount(),
                        rowValidity(first));
            case StructType struct -> throw new IllegalStateException("A table has no structs");
        };
    }

    /// The row of the readers' batch that a value is in.
    int rowOf(int value, ColumnReaders readers) {
        if (field.type() instanceof PrimitiveType) {
            return value;
        }
        int[] offsets = offsets(readers.getColumnReader(columns.getFirst()));
        int row = 0;
        while (offsets[row + 1] <= value) {
            row++;
        }
        return row;
    }

    private static List<SchemaNode> leaves(SchemaNode node, Type type) {
        if (type instanceof PrimitiveType) {
            return List.of(node);
        }
        if (type instanceof ListType && node instanceof SchemaNode.GroupNode group && group.isList()) {
            return List.of(group.getListElement());
        }
        if (type instanceof MapType && node instanceof SchemaNode.GroupNode group && group.isMap()) {
            return List.of(group.getMapKey(), group.getMapValue());
        }
        return List.of();
    }

    private static List<PrimitiveType> leafTypes(Type type) {
        return switch (type) {
            case PrimitiveType primitive -> List.of(primitive);
            case ListType list -> List.of((PrimitiveType) list.element());
            case MapType map -> List.of((PrimitiveType) map.key(), (PrimitiveType) map.value());
            case StructType struct -> List.of();
        };
    }

    private static int[] offsets(ColumnReader reader) {
        return Arrays.copyOf(reader.getLayerOffsets(0), reader.getRecordCount() + 1);
    }

    private static Validity rowValidity(ColumnReader reader) {
        return LeafValues.validity(reader.getLayerValidity(0), reader.getRecordCount());
    }
}
