package dev.sleeper.server.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.List;
import org.apache.arrow.flatbuf.Binary;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Map;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Utf8;

/// Writes the fields of a table as Arrow's schema.
final class SchemaMessage {
    private static final int[] NO_CHILDREN = {};

    private SchemaMessage() {}

    static int append(FlatBufferBuilder builder, List<Field> fields) {
        int[] offsets = new int[fields.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = field(builder, fields.get(i));
        }
        int vector = Schema.createFieldsVector(builder, offsets);
        Schema.startSchema(builder);
        Schema.addEndianness(builder, Endianness.Little);
        Schema.addFields(builder, vector);
        return Schema.endSchema(builder);
    }

    private static int field(FlatBufferBuilder builder, Field field) {
        int[] children = children(builder, field.type());
        return field(
                builder, field.name(), field.nullable(), kind(field.type()), type(builder, field.type()), children);
    }

    private static int field(
            FlatBufferBuilder builder, String name, boolean nullable, byte kind, int type, int[] children) {
        int nameOffset = builder.createString(name);
        int childVector = org.apache.arrow.flatbuf.Field.createChildrenVector(builder, children);
        org.apache.arrow.flatbuf.Field.startField(builder);
        org.apache.arrow.flatbuf.Field.addName(builder, nameOffset);
        org.apache.arrow.flatbuf.Field.addNullable(builder, nullable);
        org.apache.arrow.flatbuf.Field.addTypeType(builder, kind);
        org.apache.arrow.flatbuf.Field.addType(builder, type);
        org.apache.arrow.flatbuf.Field.addChildren(builder, childVector);
        return org.apache.arrow.flatbuf.Field.endField(builder);
    }

    private static int[] children(FlatBufferBuilder builder, Type type) {
        return switch (type) {
            case PrimitiveType primitive -> NO_CHILDREN;
            case ListType list -> new int[] {field(builder, Field.required("item", list.element()))};
            case MapType map -> {
                int[] parts = {
                    field(builder, Field.required("key", map.key())),
                    field(builder, Field.required("value", map.value()))
                };
                Struct_.startStruct_(builder);
                int struct = Struct_.endStruct_(builder);
                yield new int[] {field(builder, "entries", false, org.apache.arrow.flatbuf.Type.Struct_, struct, parts)
                };
            }
            case StructType struct -> throw noTableType(type);
        };
    }

    private static byte kind(Type type) {
        return switch (type) {
            case PrimitiveType primitive ->
                switch (primitive) {
                    case INT, LONG -> org.apache.arrow.flatbuf.Type.Int;
                    case FLOAT, DOUBLE -> org.apache.arrow.flatbuf.Type.FloatingPoint;
                    case BOOLEAN -> org.apache.arrow.flatbuf.Type.Bool;
                    case TIMESTAMP -> org.apache.arrow.flatbuf.Type.Timestamp;
                    case STRING -> org.apache.arrow.flatbuf.Type.Utf8;
                    case BYTE_ARRAY -> org.apache.arrow.flatbuf.Type.Binary;
                };
            case ListType list -> org.apache.arrow.flatbuf.Type.List;
            case MapType map -> org.apache.arrow.flatbuf.Type.Map;
            case StructType struct -> throw noTableType(type);
        };
    }

    private static int type(FlatBufferBuilder builder, Type type) {
        return switch (type) {
            case PrimitiveType primitive -> primitive(builder, primitive);
            case ListType list -> {
                org.apache.arrow.flatbuf.List.startList(builder);
                yield org.apache.arrow.flatbuf.List.endList(builder);
            }
            case MapType map -> Map.createMap(builder, false);
            case StructType struct -> throw noTableType(type);
        };
    }

    private static int primitive(FlatBufferBuilder builder, PrimitiveType type) {
        return switch (type) {
            case INT -> Int.createInt(builder, Integer.SIZE, true);
            case LONG -> Int.createInt(builder, Long.SIZE, true);
            case FLOAT -> FloatingPoint.createFloatingPoint(builder, Precision.SINGLE);
            case DOUBLE -> FloatingPoint.createFloatingPoint(builder, Precision.DOUBLE);
            case BOOLEAN -> {
                Bool.startBool(builder);
                yield Bool.endBool(builder);
            }
            case TIMESTAMP -> Timestamp.createTimestamp(builder, TimeUnit.MICROSECOND, builder.createString("UTC"));
            case STRING -> {
                Utf8.startUtf8(builder);
                yield Utf8.endUtf8(builder);
            }
            case BYTE_ARRAY -> {
                Binary.startBinary(builder);
                yield Binary.endBinary(builder);
            }
        };
    }

    private static IllegalArgumentException noTableType(Type type) {
        return new IllegalArgumentException("No field of a table has type " + type);
    }
}
