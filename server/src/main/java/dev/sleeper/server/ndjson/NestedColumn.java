package dev.sleeper.server.ndjson;

import dev.sleeper.row.Column;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.server.rows.Refusal;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Lists as arrays, and maps as arrays of pairs of key and value.
final class NestedColumn extends JsonColumn {
    /// The elements of lists, or the keys and the values of maps.
    private final List<JsonColumn> parts;

    private int[] offsets = new int[65];

    NestedColumn(String name, ListType type) {
        super(name, type);
        this.parts = List.of(JsonColumn.of(name, type.element()));
    }

    NestedColumn(String name, MapType type) {
        super(name, type);
        this.parts = List.of(JsonColumn.of(name, type.key()), JsonColumn.of(name, type.value()));
    }

    @Override
    void append(JsonParser json, long record, int row) {
        expect(json, JsonToken.START_ARRAY, record);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (parts.size() == 1) {
                addPart(parts.getFirst(), json, record);
            } else {
                addPair(json, record);
            }
        }
        close(row);
    }

    @Override
    void appendNull(int row) {
        close(row);
    }

    @Override
    Column build(int rows, Validity validity) {
        Column first = parts.getFirst().build();
        return parts.size() == 1
                ? new ListColumn(offsets, first, rows, validity)
                : new MapColumn(offsets, first, parts.getLast().build(), rows, validity);
    }

    private void addPair(JsonParser json, long record) {
        expect(json, JsonToken.START_ARRAY, record);
        for (JsonColumn part : parts) {
            if (json.nextToken() == JsonToken.END_ARRAY) {
                throw wrongValue(json, record);
            }
            addPart(part, json, record);
        }
        json.nextToken();
        expect(json, JsonToken.END_ARRAY, record);
    }

    private void addPart(JsonColumn part, JsonParser json, long record) {
        if (json.hasToken(JsonToken.VALUE_NULL)) {
            throw Refusal.nullElement(name(), record);
        }
        part.add(json, record);
    }

    private void expect(JsonParser json, JsonToken token, long record) {
        if (!json.hasToken(token)) {
            throw wrongValue(json, record);
        }
    }

    private void close(int row) {
        if (row + 1 == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * offsets.length);
        }
        offsets[row + 1] = parts.getFirst().size();
    }
}
