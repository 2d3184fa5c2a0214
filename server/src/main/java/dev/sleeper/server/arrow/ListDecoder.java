package dev.sleeper.server.arrow;

import dev.sleeper.row.Column;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.server.rows.RowNumbers;

/// Reads lists as `ListType`.
record ListDecoder(String name, boolean large, ColumnDecoder elementDecoder) implements ColumnDecoder {

    @Override
    public Column decode(BatchCursor cursor, RowNumbers rows) {
        BatchCursor.Node node = cursor.node();
        int size = node.size();
        Validity validity = cursor.validity(node);
        int[] offsets = ValueOffsets.read(cursor, size, large);
        Column all = elementDecoder.decode(cursor, rows.ofElements(offsets, size));
        ValueOffsets.check(offsets, all.size());
        Elements elements = Elements.of(offsets, size, validity);
        return new ListColumn(elements.offsets(), elements.of(all, size, name, rows), size, validity);
    }
}
