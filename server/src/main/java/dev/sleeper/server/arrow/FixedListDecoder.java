package dev.sleeper.server.arrow;

import dev.sleeper.row.Column;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.server.rows.RowNumbers;

/// Reads lists of one length as `ListType`.
record FixedListDecoder(String name, int length, ColumnDecoder elementDecoder) implements ColumnDecoder {

    @Override
    public Column decode(BatchCursor cursor, RowNumbers rows) {
        BatchCursor.Node node = cursor.node();
        int size = node.size();
        Validity validity = cursor.validity(node);
        cursor.reserve((size + 1L) * Integer.BYTES);
        cursor.reserve((long) size * length);
        int[] offsets = new int[size + 1];
        for (int i = 0; i < size; i++) {
            offsets[i + 1] = offsets[i] + length;
        }
        Column all = elementDecoder.decode(cursor, rows.ofElements(offsets, size));
        ValueOffsets.check(offsets, all.size());
        Elements elements = Elements.of(offsets, size, validity);
        return new ListColumn(elements.offsets(), elements.of(all, size, name, rows), size, validity);
    }
}
