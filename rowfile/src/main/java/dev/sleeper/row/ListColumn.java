package dev.sleeper.row;

/// Lists: the elements of row `i` are rows `offsets[i]` to `offsets[i + 1] - 1` of the element column.
///
/// @param offsets `size + 1` ascending positions in `elements`, at least
@SuppressWarnings("ArrayRecordComponent") // nobody compares columns
public record ListColumn(int[] offsets, Column elements, int size, Validity validity) implements Column {
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
