package dev.sleeper.server.arrow;

import com.google.flatbuffers.Table;
import dev.sleeper.server.arrow.ArrowField.DictionaryReference;
import dev.sleeper.server.arrow.ArrowType.Offsets;
import dev.sleeper.server.rows.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.flatbuf.DictionaryEncoding;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeBinary;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;

/// Reads the schema message of an Arrow stream. Depth and number of fields are bounded, since a hostile message may
/// refer to itself.
final class ArrowSchema {
    static final String FORMAT = "Arrow IPC stream";
    private static final int MAX_DEPTH = 8;
    private static final int MAX_FIELDS = 20_000;

    private int fieldCount;

    private ArrowSchema() {}

    static List<ArrowField> parse(Schema schema) {
        if (schema.endianness() != Endianness.Little) {
            throw Refusal.damaged(FORMAT, "it is big-endian, which is not supported");
        }
        ArrowSchema parser = new ArrowSchema();
        List<ArrowField> fields = new ArrayList<>();
        for (int i = 0; i < parser.checked(schema.fieldsLength()); i++) {
            fields.add(parser.field(schema.fields(i), 1));
        }
        return fields;
    }

    private int checked(int count) {
        if (count > MAX_FIELDS || fieldCount > MAX_FIELDS) {
            throw Refusal.damaged(FORMAT, "its schema has more than " + MAX_FIELDS + " fields");
        }
        return count;
    }

    private ArrowField field(Field field, int depth) {
        fieldCount++;
        if (depth > MAX_DEPTH) {
            throw Refusal.damaged(FORMAT, "its schema is nested more than " + MAX_DEPTH + " deep");
        }
        List<ArrowField> children = new ArrayList<>();
        for (int i = 0; i < checked(field.childrenLength()); i++) {
            children.add(field(field.children(i), depth + 1));
        }
        String name = field.name() == null ? "" : field.name();
        DictionaryEncoding encoding = field.dictionary();
        if (encoding == null) {
            return new ArrowField(name, type(field), children, null);
        }
        Int index = encoding.indexType();
        ArrowType.Whole indexType = index == null ? new ArrowType.Whole(32, true) : whole(index);
        return new ArrowField(name, type(field), children, new DictionaryReference(encoding.id(), indexType));
    }

    private static ArrowType type(Field field) {
        return switch (field.typeType()) {
            case Type.Null -> new ArrowType.Nothing();
            case Type.Int -> whole(part(field, new Int()));
            case Type.FloatingPoint -> floating(part(field, new FloatingPoint()));
            case Type.Bool -> new ArrowType.Truth();
            case Type.Timestamp -> instant(part(field, new Timestamp()));
            case Type.Utf8 -> new ArrowType.Bytes(true, Offsets.INT32);
            case Type.LargeUtf8 -> new ArrowType.Bytes(true, Offsets.INT64);
            case Type.Utf8View -> new ArrowType.Bytes(true, Offsets.VIEW);
            case Type.Binary -> new ArrowType.Bytes(false, Offsets.INT32);
            case Type.LargeBinary -> new ArrowType.Bytes(false, Offsets.INT64);
            case Type.BinaryView -> new ArrowType.Bytes(false, Offsets.VIEW);
            case Type.FixedSizeBinary ->
                new ArrowType.FixedBytes(part(field, new FixedSizeBinary()).byteWidth());
            case Type.List -> new ArrowType.ListOf(false);
            case Type.LargeList -> new ArrowType.ListOf(true);
            case Type.FixedSizeList ->
                new ArrowType.FixedListOf(part(field, new FixedSizeList()).listSize());
            case Type.Map -> new ArrowType.Map();
            case Type.Struct_ -> new ArrowType.Struct();
            default -> new ArrowType.Other(otherName(field.typeType()));
        };
    }

    private static <T extends Table> T part(Field field, T kind) {
        if (field.type(kind) == null) {
            throw Refusal.damaged(FORMAT, "field " + field.name() + " lacks its type");
        }
        return kind;
    }

    private static String otherName(byte type) {
        return type > 0 && type < Type.names.length
                ? Type.name(type).toLowerCase(Locale.ROOT)
                : "number " + type + ", which is unknown";
    }

    private static ArrowType.Whole whole(Int type) {
        return switch (type.bitWidth()) {
            case 8, 16, 32, 64 -> new ArrowType.Whole(type.bitWidth(), type.isSigned());
            default -> throw Refusal.damaged(FORMAT, "it has integers of " + type.bitWidth() + " bits");
        };
    }

    private static ArrowType floating(FloatingPoint type) {
        return switch (type.precision()) {
            case Precision.HALF -> new ArrowType.Floating(16);
            case Precision.SINGLE -> new ArrowType.Floating(32);
            case Precision.DOUBLE -> new ArrowType.Floating(64);
            default -> throw Refusal.damaged(FORMAT, "it has numbers of an unknown precision");
        };
    }

    private static ArrowType instant(Timestamp type) {
        return switch (type.unit()) {
            case TimeUnit.SECOND -> new ArrowType.Instant(1);
            case TimeUnit.MILLISECOND -> new ArrowType.Instant(1_000);
            case TimeUnit.MICROSECOND -> new ArrowType.Instant(1_000_000);
            case TimeUnit.NANOSECOND -> new ArrowType.Instant(1_000_000_000);
            default -> throw Refusal.damaged(FORMAT, "it has timestamps of an unknown unit");
        };
    }
}
