package dev.sleeper.table.log;

import dev.sleeper.row.KeyCodec;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.DataFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// The `stats` of a data file: what foreign readers skip files by. They cover the key fields alone, and never say
/// less than is true: a string's bounds are cut to 32 characters, the upper one rounded up, and one that cannot
/// be rounded up is left out, as are those of byte arrays.
final class FileStatistics {
    private static final int MAX_CODE_POINTS = 32;
    private static final byte[] ROW_COUNT = "{\"numRecords\":".getBytes(StandardCharsets.US_ASCII);

    private final List<Field> fields;
    private final KeyCodec codec;

    FileStatistics(Schema schema) {
        this.fields = schema.keyFields();
        this.codec = KeyCodec.ofAllKeys(schema);
    }

    String of(DataFile file) {
        List<Object> minima = codec.decode(file.fieldMinima());
        List<Object> maxima = codec.decode(file.fieldMaxima());
        return Json.write(json -> {
            json.writeStartObject();
            json.writeNumberProperty("numRecords", file.rowCount());
            json.writeObjectPropertyStart("minValues");
            for (int i = 0; i < fields.size(); i++) {
                writeMinimum(json, fields.get(i).name(), minima.get(i));
            }
            json.writeEndObject();
            json.writeObjectPropertyStart("maxValues");
            for (int i = 0; i < fields.size(); i++) {
                writeMaximum(json, fields.get(i).name(), maxima.get(i));
            }
            json.writeEndObject();
            json.writeObjectPropertyStart("nullCount");
            for (Field field : fields) {
                json.writeNumberProperty(field.name(), 0);
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    /// The row count in statistics that [#of] wrote, which begin with it; the rest says nothing that the tags do
    /// not.
    ///
    /// @param text where they are, from `from` to before `to`
    /// @throws IllegalArgumentException when they do not begin so
    static long rowCount(byte[] text, int from, int to) {
        int digits = Math.min(to, from + ROW_COUNT.length);
        int end = digits;
        while (end < to && text[end] != ',') {
            end++;
        }
        if (!Arrays.equals(ROW_COUNT, 0, ROW_COUNT.length, text, from, digits) || end == to) {
            throw new IllegalArgumentException("stats do not begin with the number of records");
        }
        return Long.parseLong(new String(text, digits, end - digits, StandardCharsets.ISO_8859_1));
    }

    private static void writeMinimum(JsonGenerator json, String name, Object value) {
        switch (value) {
            case Integer number -> json.writeNumberProperty(name, number);
            case Long number -> json.writeNumberProperty(name, number);
            case String text -> json.writeStringProperty(name, cut(text));
            default -> {}
        }
    }

    private static void writeMaximum(JsonGenerator json, String name, Object value) {
        switch (value) {
            case Integer number -> json.writeNumberProperty(name, number);
            case Long number -> json.writeNumberProperty(name, number);
            case String text -> roundUp(text).ifPresent(bound -> json.writeStringProperty(name, bound));
            default -> {}
        }
    }

    private static String cut(String text) {
        return isLong(text) ? text.substring(0, text.offsetByCodePoints(0, MAX_CODE_POINTS)) : text;
    }

    private static boolean isLong(String text) {
        return text.codePointCount(0, text.length()) > MAX_CODE_POINTS;
    }

    private static Optional<String> roundUp(String text) {
        if (!isLong(text)) {
            return Optional.of(text);
        }
        String cut = cut(text);
        while (!cut.isEmpty()) {
            int last = cut.codePointBefore(cut.length());
            cut = cut.substring(0, cut.length() - Character.charCount(last));
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return Optional.of(cut + Character.toString(next));
            }
        }
        return Optional.empty();
    }
}
