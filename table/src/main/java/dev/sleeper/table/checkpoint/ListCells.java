package dev.sleeper.table.checkpoint;

import dev.sleeper.row.Column;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.MapColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Lists of strings, or maps of strings, being gathered: a map is a list of keys beside a list of values. Not
/// thread-safe.
final class ListCells implements Cells {
    private final Presence presence = new Presence();
    private final TextCells elements = new TextCells();
    private final TextCells values = new TextCells();
    private final boolean map;
    private int[] offsets = new int[64];

    private ListCells(boolean map) {
        this.map = map;
    }

    static ListCells lists() {
        return new ListCells(false);
    }

    static ListCells maps() {
        return new ListCells(true);
    }

    void add(List<String> list) {
        list.forEach(elements::add);
        end(true);
    }

    void add(Map<String, String> entries) {
        entries.forEach((key, value) -> {
            elements.add(key);
            values.add(value);
        });
        end(true);
    }

    @Override
    public void addNull() {
        end(false);
    }

    @Override
    public int size() {
        return presence.size();
    }

    @Override
    public Column toColumn() {
        return map
                ? new MapColumn(offsets, elements.toColumn(), values.toColumn(), size(), presence.toValidity())
                : new ListColumn(offsets, elements.toColumn(), size(), presence.toValidity());
    }

    private void end(boolean present) {
        presence.add(present);
        if (size() == offsets.length) {
            offsets = Arrays.copyOf(offsets, offsets.length * 2);
        }
        offsets[size()] = elements.size();
    }
}
