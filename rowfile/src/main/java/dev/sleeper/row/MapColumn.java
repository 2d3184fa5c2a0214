package dev.sleeper.row;

/// Maps: the entries of row `i` are rows `offsets[i]` to `offsets[i + 1] - 1` of the key and the value column, in the
/// order in which they were written.
///
/// @param offsets `size + 1` ascending positions in `keys` and `values`, at least
@SuppressWarnings("ArrayRecordComponent") // nobody compares columns
public record MapColumn(int[] offsets, Column keys, Column values, int size, Validity validity) implements Column {
    @Override
    public MapColumn gather(int[] rows, int from, int to) {
        Runs runs = Runs.gather(offsets, rows, from, to);
        return new MapColumn(
                runs.offsets(),
                keys.gather(runs.elementRows(), 0, runs.elementCount()),
                values.gather(runs.elementRows(), 0, runs.elementCount()),
                to - from,
                validity.gather(rows, from, to));
    }

    @Override
    public MapColumn slice(int from, int to) {
        return new MapColumn(
                Runs.rebase(offsets, from, to),
                keys.slice(offsets[from], offsets[to]),
                values.slice(offsets[from], offsets[to]),
                to - from,
                validity.slice(from, to));
    }

    @Override
    public long sizeBytes() {
        return (long) size * Integer.BYTES + keys.sizeBytes() + values.sizeBytes();
    }
}
