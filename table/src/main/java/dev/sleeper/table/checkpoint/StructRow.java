package dev.sleeper.table.checkpoint;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.StructColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One struct of a column, read part by part by place. A part without a value is an `IllegalArgumentException`.
///
/// @param column the structs
/// @param row    which of them
record StructRow(StructColumn column, int row) {

    String text(int part) {
        return text((BytesColumn) present(part), row);
    }

    long integer(int part) {
        return ((LongColumn) present(part)).value(row);
    }

    int smallInteger(int part) {
        return ((IntColumn) present(part)).value(row);
    }

    boolean truth(int part) {
        return ((BooleanColumn) present(part)).value(row);
    }

    List<String> texts(int part) {
        ListColumn lists = (ListColumn) present(part);
        BytesColumn elements = (BytesColumn) lists.elements();
        List<String> texts = new ArrayList<>();
        for (int i = lists.offsets()[row]; i < lists.offsets()[row + 1]; i++) {
            texts.add(text(elements, i));
        }
        return texts;
    }

    Map<String, String> textMap(int part) {
        return textMap(part, new TextMemo(), new TextMemo());
    }

    /// A map whose entries are much the same from row to row.
    Map<String, String> textMap(int part, TextMemo keyMemo, TextMemo valueMemo) {
        MapColumn maps = (MapColumn) present(part);
        BytesColumn keys = (BytesColumn) maps.keys();
        BytesColumn values = (BytesColumn) maps.values();
        int from = maps.offsets()[row];
        int to = maps.offsets()[row + 1];
        Map<String, String> texts = LinkedHashMap.newLinkedHashMap(to - from);
        for (int i = from; i < to; i++) {
            texts.put(keyMemo.text(keys, i, i - from), valueMemo.text(values, i, i - from));
        }
        return texts;
    }

    private Column present(int part) {
        Column cells = column.parts().get(part);
        if (cells.isNull(row)) {
            throw new IllegalArgumentException("part " + (part + 1) + " is null");
        }
        return cells;
    }

    static String text(BytesColumn texts, int at) {
        return new String(texts.bytes(), texts.offsets()[at], texts.length(at), StandardCharsets.UTF_8);
    }
}
