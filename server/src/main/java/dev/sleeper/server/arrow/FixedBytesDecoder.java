package dev.sleeper.server.arrow;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.Validity;
import dev.sleeper.server.rows.RowNumbers;
import java.nio.ByteBuffer;

/// Reads byte arrays of one length as `ByteArrayType`.
record FixedBytesDecoder(int width) implements ColumnDecoder {

    @Override
    public Column decode(BatchCursor cursor, RowNumbers rows) {
        BatchCursor.Node node = cursor.node();
        int size = node.size();
        Validity validity = cursor.validity(node);
        ByteBuffer data = cursor.buffer((long) size * width);
        cursor.reserve((size + 1L) * Integer.BYTES);
        cursor.reserve((long) size * width);
        byte[] bytes = new byte[size * width];
        int[] offsets = new int[size + 1];
        for (int i = 0; i < size; i++) {
            int length = validity.isNull(i) ? 0 : width;
            data.get(i * width, bytes, offsets[i], length);
            offsets[i + 1] = offsets[i] + length;
        }
        return new BytesColumn(bytes, offsets, size, validity);
    }
}
