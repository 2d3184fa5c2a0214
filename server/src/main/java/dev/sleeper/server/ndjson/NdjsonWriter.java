package dev.sleeper.server.ndjson;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.StructColumn;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.server.rows.RowSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// Writes rows as lines of JSON. Numbers that JSON has no words for are the strings `NaN`, `Infinity` and
/// `-Infinity`, timestamps are ISO 8601 in UTC, byte arrays base64, maps arrays of pairs. Not thread-safe.
public final class NdjsonWriter implements RowSink {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .rootValueSeparator("\n")
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private final List<Field> fields;
    private final JsonGenerator json;

    /// @param fields the fields of every batch, in order
    public NdjsonWriter(OutputStream out, List<Field> fields) {
        this.fields = List.copyOf(fields);
        this.json = FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }

    @Override
    public void start() {}

    @Override
    public void write(RowBatch batch) throws IOException {
        try {
            rows(batch);
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void finish() throws IOException {
        try {
            end();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void fail(byte[] problem) throws IOException {
        try {
            json.writeStartObject();
            json.writeName("error");
            json.writeRawValue(new String(problem, StandardCharsets.UTF_8));
            json.writeEndObject();
            end();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    private void rows(RowBatch batch) {
        for (int row = 0; row < batch.rowCount(); row++) {
            json.writeStartObject();
            for (int i = 0; i < fields.size(); i++) {
                json.writeName(fields.get(i).name());
                value(fields.get(i).type(), batch.columns().get(i), row);
            }
            json.writeEndObject();
        }
    }

    private void end() {
        // The generator puts line feeds between objects; the last line needs one too, when there is any.
        if (json.streamWriteContext().getEntryCount() > 0) {
            json.writeRaw('\n');
        }
        json.flush();
    }

    private void value(Type type, Column column, int row) {
        if (column.isNull(row)) {
            json.writeNull();
            return;
        }
        switch (column) {
            case IntColumn ints when type == PrimitiveType.FLOAT -> number(Float.intBitsToFloat(ints.value(row)));
            case IntColumn ints -> json.writeNumber(ints.value(row));
            case LongColumn longs
            when type == PrimitiveType.DOUBLE -> number(Double.longBitsToDouble(longs.value(row)));
            case LongColumn longs
            when type == PrimitiveType.TIMESTAMP ->
                json.writeString(
                        Instant.EPOCH.plus(longs.value(row), ChronoUnit.MICROS).toString());
            case LongColumn longs -> json.writeNumber(longs.value(row));
            case BooleanColumn truths -> json.writeBoolean(truths.value(row));
            case BytesColumn bytes
            when type == PrimitiveType.STRING ->
                json.writeUTF8String(bytes.bytes(), bytes.offsets()[row], bytes.length(row));
            case BytesColumn bytes -> json.writeBinary(bytes.bytes(), bytes.offsets()[row], bytes.length(row));
            case ListColumn list -> list((ListType) type, list, row);
            case MapColumn map -> map((MapType) type, map, row);
            case StructColumn struct -> throw new IllegalArgumentException("No field of a table is a struct");
        }
    }

    private void list(ListType type, ListColumn list, int row) {
        json.writeStartArray();
        for (int i = list.offsets()[row]; i < list.offsets()[row + 1]; i++) {
            value(type.element(), list.elements(), i);
        }
        json.writeEndArray();
    }

    private void map(MapType type, MapColumn map, int row) {
        json.writeStartArray();
        for (int i = map.offsets()[row]; i < map.offsets()[row + 1]; i++) {
            json.writeStartArray();
            value(type.key(), map.keys(), i);
            value(type.value(), map.values(), i);
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void number(float number) {
        if (Float.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeString(Float.toString(number));
        }
    }

    private void number(double number) {
        if (Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeString(Double.toString(number));
        }
    }
}
