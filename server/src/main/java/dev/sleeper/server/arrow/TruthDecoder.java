package dev.sleeper.server.arrow;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.Validity;
import dev.sleeper.server.rows.RowNumbers;
import java.nio.ByteBuffer;

/// Reads bits as `BooleanType`.
record TruthDecoder() implements ColumnDecoder {

    @Override
    public Column decode(BatchCursor cursor, RowNumbers rows) {
        BatchCursor.Node node = cursor.node();
        int size = node.size();
        Validity validity = cursor.validity(node);
        ByteBuffer bits = cursor.buffer((size + 7L) / 8);
        cursor.reserve(size);
        boolean[] values = new boolean[size];
        for (int i = 0; i < size; i++) {
            values[i] = (bits.get(i >> 3) >> (i & 7) & 1) == 1 && !validity.isNull(i);
        }
        return new BooleanColumn(values, size, validity);
    }
}
