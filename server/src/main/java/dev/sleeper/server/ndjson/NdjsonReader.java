package dev.sleeper.server.ndjson;

import dev.sleeper.row.Column;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.server.rows.BodyMemory;
import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowSource;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// Reads lines of JSON as rows of a table, in the form in which [NdjsonWriter] writes them. A member for a nullable
/// field may be left out.
public final class NdjsonReader implements RowSource {
    private static final String FORMAT = "NDJSON";
    private static final int BATCH_ROWS = 16_384;
    static final int BATCH_BYTES = 1 << 20;

    /// What the parser adds of places in a source that it does not show.
    private static final Pattern WHERE = Pattern.compile(" \\(start marker at .*\\)");

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_BATCH_BYTES)
                    .build())
            .build();

    private final Schema schema;
    private final CountedInput input;
    private final JsonParser json;
    private final Map<String, Integer> indexes = new HashMap<>();
    /// The number of the record that is read.
    private long record = 1;
    /// The line on which the record before it ends.
    private int lastLine;

    private NdjsonReader(CountedInput input, Schema schema) {
        this.schema = schema;
        this.input = input;
        this.json = FACTORY.createParser(ObjectReadContext.empty(), input);
        for (int i = 0; i < schema.fields().size(); i++) {
            indexes.put(schema.fields().get(i).name(), i);
        }
    }

    /// Begins to read.
    ///
    /// @param memory for what is read
    public static NdjsonReader open(InputStream in, Schema schema, BodyMemory.Share memory) {
        try {
            return new NdjsonReader(new CountedInput(in, memory), schema);
        } catch (JacksonIOException e) {
            throw new UncheckedIOException(e.getCause());
        }
    }

    @Override
    public @Nullable RowBatch next() {
        input.beginBatch();
        try {
            return readBatch();
        } catch (JacksonIOException e) {
            throw new UncheckedIOException(e.getCause());
        } catch (JacksonException e) {
            String what = WHERE.matcher(e.getOriginalMessage()).replaceAll("");
            throw Refusal.damaged(FORMAT, "record " + record + ": " + what, e);
        }
    }

    @Override
    public void close() {
        json.close();
    }

    private @Nullable RowBatch readBatch() {
        List<JsonColumn> columns = new ArrayList<>();
        schema.fields().forEach(field -> columns.add(JsonColumn.of(field)));
        int rows = 0;
        long bytes = 0;
        while (rows < BATCH_ROWS && bytes < BATCH_BYTES && json.nextToken() != null) {
            if (!json.hasToken(JsonToken.START_OBJECT)) {
                throw Refusal.damaged(FORMAT, "record " + record + " is not a JSON object");
            }
            TokenStreamLocation start = json.currentTokenLocation();
            if (start.getLineNr() == lastLine) {
                throw Refusal.unsupported(
                        FORMAT, "more than one record on line " + lastLine, "Give each record a line of its own");
            }
            readRow(columns);
            TokenStreamLocation end = json.currentLocation();
            bytes += end.getByteOffset() - start.getByteOffset();
            lastLine = end.getLineNr();
            rows++;
            record++;
        }
        if (rows == 0) {
            return null;
        }
        List<Column> built = columns.stream().map(JsonColumn::build).toList();
        return new RowBatch(schema.fields(), built, rows);
    }

    private void readRow(List<JsonColumn> columns) {
        boolean[] seen = new boolean[columns.size()];
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            Integer index = indexes.get(name);
            if (index == null) {
                throw Refusal.unknownField(name, schema, record);
            }
            seen[index] = true;
            json.nextToken();
            readValue(schema.fields().get(index), columns.get(index));
        }
        for (int i = 0; i < seen.length; i++) {
            if (!seen[i]) {
                Field field = schema.fields().get(i);
                if (!field.nullable()) {
                    throw Refusal.missingField(field, record);
                }
                columns.get(i).addNull();
            }
        }
    }

    private void readValue(Field field, JsonColumn column) {
        if (!json.hasToken(JsonToken.VALUE_NULL)) {
            column.add(json, record);
        } else if (field.nullable()) {
            column.addNull();
        } else {
            throw Refusal.nullValue(field, record, schema);
        }
    }
}
