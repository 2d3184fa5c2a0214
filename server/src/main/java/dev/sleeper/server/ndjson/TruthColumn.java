package dev.sleeper.server.ndjson;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.Arrays;
import tools.jackson.core.JsonParser;

/// Truth values.
final class TruthColumn extends JsonColumn {
    private boolean[] values = new boolean[64];

    TruthColumn(String name) {
        super(name, PrimitiveType.BOOLEAN);
    }

    @Override
    void append(JsonParser json, long record, int row) {
        if (!json.currentToken().isBoolean()) {
            throw wrongValue(json, record);
        }
        put(row, json.getBooleanValue());
    }

    @Override
    void appendNull(int row) {
        put(row, false);
    }

    @Override
    Column build(int rows, Validity validity) {
        return new BooleanColumn(values, rows, validity);
    }

    private void put(int row, boolean value) {
        if (row == values.length) {
            values = Arrays.copyOf(values, 2 * row);
        }
        values[row] = value;
    }
}
