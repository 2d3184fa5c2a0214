package dev.sleeper.server.arrow;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.Validity;
import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowNumbers;
import java.nio.ByteBuffer;

/// Reads indexes and puts the dictionary's values in their places. A row is null when its index is, or when the
/// value that the index names is.
record DictionaryDecoder(String name, ArrowType.Whole index, Dictionaries.Dictionary dictionary)
        implements ColumnDecoder {

    @Override
    public Column decode(BatchCursor cursor, RowNumbers rows) {
        BatchCursor.Node node = cursor.node();
        int size = node.size();
        Validity validity = cursor.validity(node);
        ByteBuffer buffer = cursor.buffer((long) size * index.bits() / Byte.SIZE);
        cursor.reserve(2L * size * Long.BYTES);
        long[] wide = Numbers.wholes(buffer, index, size);
        Column values = dictionary.values();
        int nullEntry = values.size() - 1;
        int[] entries = new int[size];
        for (int i = 0; i < size; i++) {
            if (validity.isNull(i)) {
                entries[i] = nullEntry;
            } else if (wide[i] < 0 || wide[i] >= nullEntry) {
                throw Refusal.damaged(
                        ArrowSchema.FORMAT,
                        "field " + name + " of record " + rows.recordOf(i) + " is outside of its dictionary");
            } else {
                entries[i] = (int) wide[i];
            }
        }
        if (values instanceof BytesColumn bytes) {
            reserveBytes(bytes, entries, cursor);
        }
        return values.gather(entries, 0, size);
    }

    /// A long value may be named by every row, so the result is bounded before it is made.
    private static void reserveBytes(BytesColumn values, int[] entries, BatchCursor cursor) {
        long total = 0;
        for (int entry : entries) {
            total += values.length(entry);
        }
        cursor.reserve(total);
    }
}
