package dev.sleeper.row;

import java.util.List;

/// Structs: part `p` of row `i` is row `i` of `parts.get(p)`. The parts of a null struct are null.
public record StructColumn(List<Column> parts, int size, Validity validity) implements Column {
    public StructColumn {
        parts = List.copyOf(parts);
    }

    @Override
    public StructColumn gather(int[] rows, int from, int to) {
        List<Column> gathered =
                parts.stream().map(part -> part.gather(rows, from, to)).toList();
        return new StructColumn(gathered, to - from, validity.gather(rows, from, to));
    }

    @Override
    public StructColumn slice(int from, int to) {
        List<Column> sliced = parts.stream().map(part -> part.slice(from, to)).toList();
        return new StructColumn(sliced, to - from, validity.slice(from, to));
    }

    @Override
    public long sizeBytes() {
        return parts.stream().mapToLong(Column::sizeBytes).sum();
    }
}
