package dev.sleeper.server.rows;

import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.Locale;

/// The words in which rows from outside are refused, the same for every format.
public final class Refusal {
    private static final String SAME_FIELDS = "Give exactly the table's fields, under their own names.";

    private Refusal() {}

    /// The bytes are not what they claim to be.
    public static RequestException damaged(String format, String what) {
        return new RequestException(
                Code.INVALID_BODY,
                "The " + format + " is damaged or cut short: " + what,
                "Nothing was written. If it was cut short on its way, write it again; else the program that made it is "
                        + "at fault.");
    }

    /// As [#damaged(String, String)], with what a decoder tripped over.
    public static RequestException damaged(String format, String what, Throwable cause) {
        RequestException refusal = damaged(format, what);
        refusal.initCause(cause);
        return refusal;
    }

    /// The bytes are what they claim to be, but in a form that is not read.
    ///
    /// @param instead what to do about it
    public static RequestException unsupported(String format, String what, String instead) {
        return new RequestException(
                Code.INVALID_BODY,
                "The " + format + " has " + what + ", which is not read here",
                instead + "; nothing was written.");
    }

    /// The bytes are something else than what they claim to be.
    static RequestException otherForm(String said, String found, String instead) {
        return new RequestException(
                Code.INVALID_BODY,
                "The rows are said to be " + said + ", but they look like " + found,
                instead + "; nothing was written.");
    }

    public static RequestException batchTooLarge(long sizeBytes, int limitBytes) {
        return new RequestException(
                Code.BATCH_TOO_LARGE,
                String.format(
                        Locale.ROOT,
                        "A batch of %,d bytes is over the limit of %,d bytes (64 MB)",
                        sizeBytes,
                        limitBytes),
                "Write the rows in smaller batches; one write may have any number of them.");
    }

    public static RequestException recordTooLarge() {
        return new RequestException(
                Code.BATCH_TOO_LARGE, "A record is over the limit of 64 MB", "Split it into several records.");
    }

    public static RequestException missingField(Field field) {
        return new RequestException(
                Code.INVALID_ROW, "Field " + field.name() + " (" + field.type() + ") is missing", SAME_FIELDS);
    }

    public static RequestException missingField(Field field, long record) {
        return new RequestException(
                Code.INVALID_ROW,
                "Field " + field.name() + " (" + field.type() + ") is missing in record " + record,
                SAME_FIELDS);
    }

    public static RequestException unknownField(String name, Schema schema) {
        return new RequestException(
                Code.INVALID_ROW, "The table has no field " + name + "; its fields are " + names(schema), SAME_FIELDS);
    }

    public static RequestException unknownField(String name, Schema schema, long record) {
        return new RequestException(
                Code.INVALID_ROW,
                "Record " + record + " has a field " + name + " that the table does not have; its fields are "
                        + names(schema),
                SAME_FIELDS);
    }

    public static RequestException repeatedField(String name) {
        return new RequestException(Code.INVALID_ROW, "Field " + name + " is there more than once", SAME_FIELDS);
    }

    /// The whole column is of a type that cannot be read as the field's.
    public static RequestException wrongType(String field, String found, Type expected) {
        return new RequestException(
                Code.INVALID_ROW,
                "Field " + field + " has type " + expected + ", but its column has type " + found,
                "Convert the column before writing: " + expected + " is written from " + fitting(expected) + ".");
    }

    private static String fitting(Type type) {
        return switch (type) {
            case PrimitiveType primitive ->
                switch (primitive) {
                    case INT, LONG -> "integers of 8 to 64 bits";
                    case FLOAT, DOUBLE -> "floats of 16 to 64 bits, or integers";
                    case BOOLEAN -> "booleans";
                    case TIMESTAMP -> "timestamps, of any unit";
                    case STRING -> "text (utf8)";
                    case BYTE_ARRAY -> "bytes (binary)";
                };
            case ListType list -> "lists of " + fitting(list.element());
            case MapType map -> "maps of " + fitting(map.key()) + " to " + fitting(map.value());
            case StructType struct -> "structs";
        };
    }

    /// One value is of a type that cannot be read as the field's.
    public static RequestException wrongValue(String field, long record, String found, Type expected) {
        return value(
                field,
                record,
                "is " + found + ", but its type is " + expected,
                "Give every record a value of the field's type.");
    }

    public static RequestException nullValue(Field field, long record, Schema schema) {
        if (schema.keyFields().contains(field)) {
            return value(
                    field.name(),
                    record,
                    "is null, but it is a key field",
                    "Give every record a value: row key and sort key fields are never null.");
        }
        return value(
                field.name(),
                record,
                "is null, but the field is not nullable",
                "Give every record a value, or make a table whose field is nullable (a type such as 'StringType?').");
    }

    public static RequestException nullElement(String field, long record) {
        return value(
                field,
                record,
                "has a null inside its list or map",
                "Lists and maps hold no nulls; leave them out before writing.");
    }

    public static RequestException outOfRange(String field, long record, String found, Type expected) {
        return value(
                field,
                record,
                "is " + found + ", which is out of range for " + expected,
                "Integers are 32-bit (IntType) or 64-bit (LongType) and signed; timestamps are microseconds in 64 bits.");
    }

    public static RequestException notUtf8(String field, long record) {
        return value(
                field,
                record,
                "is a string that is not valid UTF-8",
                "Keep bytes that are not text in a field of type ByteArrayType.");
    }

    private static RequestException value(String field, long record, String problem, String hint) {
        String of = record == RowNumbers.NONE ? "" : " of record " + record;
        return new RequestException(Code.INVALID_ROW, "Field " + field + of + " " + problem, hint);
    }

    private static String names(Schema schema) {
        return String.join(", ", schema.fields().stream().map(Field::name).toList());
    }
}
