package dev.sleeper.server.arrow;

import dev.sleeper.row.Column;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowNumbers;

/// Reads maps as `MapType`. On the wire a map is a list of structs of a key and a value.
record MapDecoder(String name, ColumnDecoder keyDecoder, ColumnDecoder valueDecoder) implements ColumnDecoder {

    @Override
    public Column decode(BatchCursor cursor, RowNumbers rows) {
        BatchCursor.Node node = cursor.node();
        int size = node.size();
        Validity validity = cursor.validity(node);
        int[] offsets = ValueOffsets.read(cursor, size, false);
        BatchCursor.Node entries = cursor.node();
        Validity entryValidity = cursor.validity(entries);
        RowNumbers entryRows = rows.ofElements(offsets, size);
        Column allKeys = keyDecoder.decode(cursor, entryRows);
        Column allValues = valueDecoder.decode(cursor, entryRows);
        if (allKeys.size() != entries.size() || allValues.size() != entries.size()) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a map has not as many keys as values");
        }
        ValueOffsets.check(offsets, entries.size());
        for (int i = offsets[0]; i < offsets[size] && entryValidity.hasNulls(); i++) {
            if (entryValidity.isNull(i)) {
                throw Refusal.nullElement(name, entryRows.recordOf(i));
            }
        }
        Elements elements = Elements.of(offsets, size, validity);
        return new MapColumn(
                elements.offsets(),
                elements.of(allKeys, size, name, rows),
                elements.of(allValues, size, name, rows),
                size,
                validity);
    }
}
