package dev.sleeper.row;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Joins columns of one kind, one after the other.
final class Concatenation {
    private final int size;
    private final Validity validity;

    private Concatenation(List<? extends Column> columns) {
        this.size = Math.toIntExact(columns.stream().mapToLong(Column::size).sum());
        this.validity = joinValidity(columns, size);
    }

    /// The rows of all the columns, which are of one kind.
    static Column of(List<? extends Column> columns) {
        Concatenation all = new Concatenation(columns);
        return switch (columns.getFirst()) {
            case IntColumn first -> all.ints(cast(columns, IntColumn.class));
            case LongColumn first -> all.longs(cast(columns, LongColumn.class));
            case BooleanColumn first -> all.booleans(cast(columns, BooleanColumn.class));
            case BytesColumn first -> all.bytes(cast(columns, BytesColumn.class));
            case ListColumn first -> all.lists(cast(columns, ListColumn.class));
            case MapColumn first -> all.maps(cast(columns, MapColumn.class));
            case StructColumn first -> all.structs(cast(columns, StructColumn.class));
        };
    }

    private static <C extends Column> List<C> cast(List<? extends Column> columns, Class<C> kind) {
        return columns.stream().map(kind::cast).toList();
    }

    private static Validity joinValidity(List<? extends Column> columns, int size) {
        if (columns.stream().noneMatch(column -> column.validity().hasNulls())) {
            return Validity.ALL;
        }
        long[] words = new long[Validity.wordCount(size)];
        int at = 0;
        for (Column column : columns) {
            column.validity().copyBits(0, column.size(), words, at);
            at += column.size();
        }
        return Validity.of(words, size);
    }

    private IntColumn ints(List<IntColumn> columns) {
        int[] values = new int[size];
        int at = 0;
        for (IntColumn column : columns) {
            System.arraycopy(column.values(), 0, values, at, column.size());
            at += column.size();
        }
        return new IntColumn(values, size, validity);
    }

    private LongColumn longs(List<LongColumn> columns) {
        long[] values = new long[size];
        int at = 0;
        for (LongColumn column : columns) {
            System.arraycopy(column.values(), 0, values, at, column.size());
            at += column.size();
        }
        return new LongColumn(values, size, validity);
    }

    private BooleanColumn booleans(List<BooleanColumn> columns) {
        boolean[] values = new boolean[size];
        int at = 0;
        for (BooleanColumn column : columns) {
            System.arraycopy(column.values(), 0, values, at, column.size());
            at += column.size();
        }
        return new BooleanColumn(values, size, validity);
    }

    private BytesColumn bytes(List<BytesColumn> columns) {
        int[] offsets = joinOffsets(columns, BytesColumn::offsets);
        byte[] bytes = new byte[offsets[size]];
        int at = 0;
        for (BytesColumn column : columns) {
            int from = column.offsets()[0];
            int length = column.offsets()[column.size()] - from;
            System.arraycopy(column.bytes(), from, bytes, at, length);
            at += length;
        }
        return new BytesColumn(bytes, offsets, size, validity);
    }

    private ListColumn lists(List<ListColumn> columns) {
        Column elements = of(columns.stream()
                .map(list -> list.elements().slice(list.offsets()[0], list.offsets()[list.size()]))
                .toList());
        return new ListColumn(joinOffsets(columns, ListColumn::offsets), elements, size, validity);
    }

    private MapColumn maps(List<MapColumn> columns) {
        Column keys = of(columns.stream()
                .map(map -> map.keys().slice(map.offsets()[0], map.offsets()[map.size()]))
                .toList());
        Column values = of(columns.stream()
                .map(map -> map.values().slice(map.offsets()[0], map.offsets()[map.size()]))
                .toList());
        return new MapColumn(joinOffsets(columns, MapColumn::offsets), keys, values, size, validity);
    }

    private StructColumn structs(List<StructColumn> columns) {
        List<Column> parts = new ArrayList<>();
        for (int i = 0; i < columns.getFirst().parts().size(); i++) {
            int part = i;
            parts.add(
                    of(columns.stream().map(struct -> struct.parts().get(part)).toList()));
        }
        return new StructColumn(parts, size, validity);
    }

    private <C extends Column> int[] joinOffsets(List<C> columns, Function<C, int[]> offsetsOf) {
        int[] joined = new int[size + 1];
        int row = 0;
        for (C column : columns) {
            int[] offsets = offsetsOf.apply(column);
            int shift = joined[row] - offsets[0];
            for (int i = 1; i <= column.size(); i++) {
                joined[row + i] = Math.addExact(offsets[i], shift);
            }
            row += column.size();
        }
        return joined;
    }
}
