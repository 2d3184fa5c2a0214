package dev.sleeper.rowfile.shape;

import static java.util.Objects.requireNonNull;

import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;

/// Finds the fields in the schema of a file that [FileShape] made.
public final class ShapeReader {
    /// Far deeper than any row of Sleeper's.
    private static final int MAX_DEPTH = 16;

    private final List<SchemaElement> elements;
    private int next = 1;

    private ShapeReader(List<SchemaElement> elements) {
        this.elements = elements;
    }

    /// The shape whose schema is this, element for element; empty when there is none.
    public static Optional<FileShape> read(List<SchemaElement> elements) {
        try {
            List<Field> fields =
                    new ShapeReader(elements).fields(elements.getFirst().getNum_children(), 0);
            FileShape shape = FileShape.of(fields);
            return shape.elements().equals(elements) ? Optional.of(shape) : Optional.empty();
        } catch (RuntimeException notOurs) {
            return Optional.empty();
        }
    }

    private List<Field> fields(int count, int depth) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fields.add(field(depth));
        }
        return fields;
    }

    private Field field(int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("The schema is deeper than " + MAX_DEPTH);
        }
        SchemaElement element = elements.get(next++);
        boolean nullable = element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
        return new Field(requireNonNull(element.getName()), type(element, depth), nullable);
    }

    private Type type(SchemaElement element, int depth) {
        if (element.getType() != null) {
            return primitive(element);
        }
        if (element.getConverted_type() == ConvertedType.LIST) {
            next++;
            return new ListType(field(depth + 2).type());
        }
        if (element.getConverted_type() == ConvertedType.MAP) {
            next++;
            Type key = field(depth + 2).type();
            return new MapType(key, field(depth + 2).type());
        }
        return new StructType(fields(element.getNum_children(), depth + 1));
    }

    private static PrimitiveType primitive(SchemaElement element) {
        boolean logical = element.getConverted_type() != null;
        return switch (requireNonNull(element.getType())) {
            case INT32 -> PrimitiveType.INT;
            case INT64 -> logical ? PrimitiveType.TIMESTAMP : PrimitiveType.LONG;
            case FLOAT -> PrimitiveType.FLOAT;
            case DOUBLE -> PrimitiveType.DOUBLE;
            case BOOLEAN -> PrimitiveType.BOOLEAN;
            case BYTE_ARRAY -> logical ? PrimitiveType.STRING : PrimitiveType.BYTE_ARRAY;
            case INT96, FIXED_LEN_BYTE_ARRAY ->
                throw new IllegalArgumentException("Sleeper stores nothing as " + element.getType());
        };
    }
}
