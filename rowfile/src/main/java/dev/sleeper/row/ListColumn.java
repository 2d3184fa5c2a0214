package dev.sleeper.row;

/// Lists: the elements of row `i` are rows `offsets[i]` to `offsets[i + 1] - 1` of the element column.
public final class ListColumn implements Column {
    private final int[] offsets;
    private final Column elements;
    private final int size;
    private final Validity validity;

    /// @param offsets `size + 1` ascending positions in `elements`, at least
    public ListColumn(int[] offsets, Column elements, int size, Validity validity) {
        this.offsets = offsets;
        this.elements = elements;
        this.size = size;
        this.validity = validity;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Validity validity() {
        return validity;
    }

    public int[] offsets() {
        return offsets;
    }

    public Column elements() {
        return elements;
    }

    @Override
    public ListColumn gather(int[] rows, int from, int to) {
        Runs runs = Runs.gather(offsets, rows, from, to);
        return new ListColumn(
                runs.offsets(),
                elements.gather(runs.elementRows(), 0, runs.elementCount()),
                to - from,
                validity.gather(rows, from, to));
    }

    @Override
    public ListColumn slice(int from, int to) {
        return new ListColumn(
                Runs.rebase(offsets, from, to),
                elements.slice(offsets[from], offsets[to]),
                to - from,
                validity.slice(from, to));
    }

    @Override
    public long sizeBytes() {
        return (long) size * Integer.BYTES + elements.sizeBytes();
    }
}
