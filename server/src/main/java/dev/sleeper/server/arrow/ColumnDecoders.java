package dev.sleeper.server.arrow;

import dev.sleeper.row.Column;
import dev.sleeper.row.NullColumns;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import dev.sleeper.server.rows.Refusal;

/// Says which Arrow types fit which types of a table, and chooses the decoder.
final class ColumnDecoders {
    private final Dictionaries dictionaries;

    ColumnDecoders(Dictionaries dictionaries) {
        this.dictionaries = dictionaries;
    }

    /// The decoder that reads a column of the stream as a field of the table.
    ///
    /// @param name the table's field, for errors
    /// @throws dev.sleeper.engine.RequestException when the types do not fit
    ColumnDecoder of(ArrowField field, Type target, String name) {
        if (field.dictionary() != null) {
            if (!(target instanceof PrimitiveType)) {
                throw wrongType(field, target, name);
            }
            ArrowField values = new ArrowField(field.name(), field.type(), field.children(), null);
            Dictionaries.Dictionary dictionary =
                    dictionaries.add(field.dictionary().id(), of(values, target, name), target);
            return new DictionaryDecoder(name, field.dictionary().index(), dictionary);
        }
        if (field.type() instanceof ArrowType.Nothing) {
            return (cursor, rows) -> nulls(cursor, cursor.node().size(), target);
        }
        return switch (target) {
            case PrimitiveType primitive -> primitive(field, primitive, name);
            case ListType list -> list(field, list, name);
            case MapType map -> map(field, map, name);
            case StructType struct -> throw wrongType(field, target, name);
        };
    }

    /// A column of nothing, whose memory is reserved like any other's.
    static Column nulls(BatchCursor cursor, int size, Type target) {
        cursor.reserve((long) size * Long.BYTES);
        return NullColumns.of(target, size);
    }

    private static ColumnDecoder primitive(ArrowField field, PrimitiveType target, String name) {
        ArrowType type = field.type();
        return switch (target) {
            case INT, LONG ->
                type instanceof ArrowType.Whole whole
                        ? new WholeDecoder(name, whole, target)
                        : refuse(field, target, name);
            case FLOAT, DOUBLE ->
                type instanceof ArrowType.Floating || type instanceof ArrowType.Whole
                        ? new FloatingDecoder(name, type, target)
                        : refuse(field, target, name);
            case BOOLEAN -> type instanceof ArrowType.Truth ? new TruthDecoder() : refuse(field, target, name);
            case TIMESTAMP ->
                type instanceof ArrowType.Instant instant
                        ? new InstantDecoder(name, instant)
                        : refuse(field, target, name);
            case STRING ->
                type instanceof ArrowType.Bytes bytes && bytes.text()
                        ? new BytesDecoder(bytes)
                        : refuse(field, target, name);
            case BYTE_ARRAY -> {
                if (type instanceof ArrowType.FixedBytes fixed && fixed.width() >= 0) {
                    yield new FixedBytesDecoder(fixed.width());
                }
                yield type instanceof ArrowType.Bytes bytes && !bytes.text()
                        ? new BytesDecoder(bytes)
                        : refuse(field, target, name);
            }
        };
    }

    private ColumnDecoder list(ArrowField field, ListType target, String name) {
        if (field.children().size() != 1) {
            throw wrongType(field, target, name);
        }
        ColumnDecoder elements = of(field.children().getFirst(), target.element(), name);
        return switch (field.type()) {
            case ArrowType.ListOf list -> new ListDecoder(name, list.large(), elements);
            case ArrowType.FixedListOf fixed
            when fixed.length() >= 0 -> new FixedListDecoder(name, fixed.length(), elements);
            default -> throw wrongType(field, target, name);
        };
    }

    private ColumnDecoder map(ArrowField field, MapType target, String name) {
        boolean pairs = field.type() instanceof ArrowType.Map
                && field.children().size() == 1
                && field.children().getFirst().children().size() == 2
                && field.children().getFirst().dictionary() == null;
        if (!pairs) {
            throw wrongType(field, target, name);
        }
        ArrowField entries = field.children().getFirst();
        return new MapDecoder(
                name,
                of(entries.children().get(0), target.key(), name),
                of(entries.children().get(1), target.value(), name));
    }

    private static ColumnDecoder refuse(ArrowField field, Type target, String name) {
        throw wrongType(field, target, name);
    }

    private static RuntimeException wrongType(ArrowField field, Type target, String name) {
        return Refusal.wrongType(name, field.describe(), target);
    }
}
