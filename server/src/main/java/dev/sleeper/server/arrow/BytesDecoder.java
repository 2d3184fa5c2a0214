package dev.sleeper.server.arrow;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.Validity;
import dev.sleeper.server.arrow.ArrowType.Offsets;
import dev.sleeper.server.rows.RowNumbers;
import java.nio.ByteBuffer;

/// Reads strings as `StringType`, and byte arrays as `ByteArrayType`. That strings are UTF-8 is checked by the engine,
/// as for rows of any origin.
record BytesDecoder(ArrowType.Bytes type) implements ColumnDecoder {

    @Override
    public Column decode(BatchCursor cursor, RowNumbers rows) {
        BatchCursor.Node node = cursor.node();
        Validity validity = cursor.validity(node);
        return type.offsets() == Offsets.VIEW
                ? ViewValues.read(cursor, node.size(), validity)
                : contiguous(cursor, node.size(), validity);
    }

    private BytesColumn contiguous(BatchCursor cursor, int size, Validity validity) {
        int[] offsets = ValueOffsets.read(cursor, size, type.offsets() == Offsets.INT64);
        ByteBuffer data = cursor.buffer();
        ValueOffsets.check(offsets, data.limit());
        int first = offsets[0];
        cursor.reserve(offsets[size] - first);
        if (NullSlots.anyHolds(offsets, size, validity)) {
            return withoutNulls(data, offsets, size, validity);
        }
        byte[] bytes = new byte[offsets[size] - first];
        data.get(first, bytes);
        if (first != 0) {
            for (int i = 0; i <= size; i++) {
                offsets[i] -= first;
            }
        }
        return new BytesColumn(bytes, offsets, size, validity);
    }

    private static BytesColumn withoutNulls(ByteBuffer data, int[] offsets, int size, Validity validity) {
        byte[] bytes = new byte[offsets[size] - offsets[0]];
        int[] kept = new int[size + 1];
        for (int i = 0; i < size; i++) {
            int length = validity.isNull(i) ? 0 : offsets[i + 1] - offsets[i];
            data.get(offsets[i], bytes, kept[i], length);
            kept[i + 1] = kept[i] + length;
        }
        return new BytesColumn(bytes, kept, size, validity);
    }
}
