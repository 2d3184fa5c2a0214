package dev.sleeper.rowfile.shape;

import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;

/// The Parquet schema of some fields, and its leaf columns. Lists and maps have the three levels of the format.
/// Every element but the root has a field id: that of the n-th field is n, those of its parts are n × 10,000
/// and up, so that a field that is added at the end changes no other's.
///
/// Immutable and thread-safe.
public final class FileShape {
    static final String LIST = "list";
    static final String ELEMENT = "element";
    static final String ENTRIES = "key_value";
    static final String KEY = "key";
    static final String VALUE = "value";

    private static final String ROOT = "row";
    private static final int IDS_PER_FIELD = 10_000;

    private final List<Field> fields;
    private final List<SchemaElement> elements = new ArrayList<>();
    private final List<Leaf> leaves = new ArrayList<>();
    private final int[] firstLeaves;
    private int nextPartId;

    private FileShape(List<Field> fields) {
        this.fields = List.copyOf(fields);
        this.firstLeaves = new int[fields.size() + 1];
    }

    /// The shape of files of these fields.
    public static FileShape of(List<Field> fields) {
        FileShape shape = new FileShape(fields);
        shape.elements.add(new SchemaElement(ROOT).setNum_children(fields.size()));
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            shape.nextPartId = (i + 1) * IDS_PER_FIELD;
            shape.add(field.name(), field.type(), repetition(field), i + 1, Path.ROOT);
            shape.firstLeaves[i + 1] = shape.leaves.size();
        }
        return shape;
    }

    public List<Field> fields() {
        return fields;
    }

    /// The schema as the footer holds it; not to be changed.
    public List<SchemaElement> elements() {
        return elements;
    }

    /// All leaf columns in file order; not to be changed.
    public List<Leaf> leaves() {
        return leaves;
    }

    /// The place among [#leaves] of the first leaf of a field; that of the field after the last is the leaves'
    /// number.
    public int firstLeaf(int field) {
        return firstLeaves[field];
    }

    private static FieldRepetitionType repetition(Field field) {
        return field.nullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED;
    }

    private void add(String name, Type type, FieldRepetitionType repetition, int id, Path parent) {
        Path path = parent.child(name, repetition);
        SchemaElement element =
                new SchemaElement(name).setRepetition_type(repetition).setField_id(id);
        elements.add(element);
        switch (type) {
            case PrimitiveType primitive -> {
                setPrimitive(element, primitive);
                leaves.add(new Leaf(path.names(), primitive, path.definition(), path.repetition()));
            }
            case ListType list -> {
                element.setNum_children(1)
                        .setConverted_type(ConvertedType.LIST)
                        .setLogicalType(LogicalType.LIST(new org.apache.parquet.format.ListType()));
                Path entries = addRepeated(LIST, 1, path);
                add(ELEMENT, list.element(), FieldRepetitionType.REQUIRED, nextPartId++, entries);
            }
            case MapType map -> {
                element.setNum_children(1)
                        .setConverted_type(ConvertedType.MAP)
                        .setLogicalType(LogicalType.MAP(new org.apache.parquet.format.MapType()));
                Path entries = addRepeated(ENTRIES, 2, path);
                add(KEY, map.key(), FieldRepetitionType.REQUIRED, nextPartId++, entries);
                add(VALUE, map.value(), FieldRepetitionType.REQUIRED, nextPartId++, entries);
            }
            case StructType struct -> {
                element.setNum_children(struct.fields().size());
                for (Field part : struct.fields()) {
                    add(part.name(), part.type(), repetition(part), nextPartId++, path);
                }
            }
        }
    }

    private Path addRepeated(String name, int children, Path parent) {
        elements.add(new SchemaElement(name)
                .setRepetition_type(FieldRepetitionType.REPEATED)
                .setField_id(nextPartId++)
                .setNum_children(children));
        return parent.child(name, FieldRepetitionType.REPEATED);
    }

    private static void setPrimitive(SchemaElement element, PrimitiveType type) {
        element.setType(physical(type));
        switch (type) {
            case STRING ->
                element.setConverted_type(ConvertedType.UTF8).setLogicalType(LogicalType.STRING(new StringType()));
            case TIMESTAMP ->
                element.setConverted_type(ConvertedType.TIMESTAMP_MICROS)
                        .setLogicalType(
                                LogicalType.TIMESTAMP(new TimestampType(true, TimeUnit.MICROS(new MicroSeconds()))));
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, BYTE_ARRAY -> {
                // Parquet's own types say all.
            }
        }
    }

    /// The type that Parquet stores values of this type as.
    public static org.apache.parquet.format.Type physical(PrimitiveType type) {
        return switch (type) {
            case INT -> org.apache.parquet.format.Type.INT32;
            case LONG, TIMESTAMP -> org.apache.parquet.format.Type.INT64;
            case FLOAT -> org.apache.parquet.format.Type.FLOAT;
            case DOUBLE -> org.apache.parquet.format.Type.DOUBLE;
            case BOOLEAN -> org.apache.parquet.format.Type.BOOLEAN;
            case STRING, BYTE_ARRAY -> org.apache.parquet.format.Type.BYTE_ARRAY;
        };
    }

    /// The way from the root to an element, with the levels of what is there.
    private record Path(List<String> names, int definition, int repetition) {
        static final Path ROOT = new Path(List.of(), 0, 0);

        Path child(String name, FieldRepetitionType how) {
            List<String> longer = new ArrayList<>(names);
            longer.add(name);
            return new Path(
                    longer,
                    definition + (how == FieldRepetitionType.REQUIRED ? 0 : 1),
                    repetition + (how == FieldRepetitionType.REPEATED ? 1 : 0));
        }
    }
}
