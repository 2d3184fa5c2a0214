package dev.sleeper.row;

/// The runs of element rows that belong to gathered lists or maps.
final class Runs {
    private final int[] offsets;
    private final int[] elementRows;

    private Runs(int[] offsets, int[] elementRows) {
        this.offsets = offsets;
        this.elementRows = elementRows;
    }

    static Runs gather(int[] sourceOffsets, int[] rows, int from, int to) {
        int count = to - from;
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            int row = rows[from + i];
            offsets[i + 1] = Math.addExact(offsets[i], sourceOffsets[row + 1] - sourceOffsets[row]);
        }
        int[] elementRows = new int[offsets[count]];
        for (int i = 0; i < count; i++) {
            int source = sourceOffsets[rows[from + i]];
            for (int at = offsets[i]; at < offsets[i + 1]; at++) {
                elementRows[at] = source++;
            }
        }
        return new Runs(offsets, elementRows);
    }

    /// The offsets of rows `from` to before `to`, made to start at 0.
    static int[] rebase(int[] offsets, int from, int to) {
        int[] rebased = new int[to - from + 1];
        for (int i = 1; i <= to - from; i++) {
            rebased[i] = offsets[from + i] - offsets[from];
        }
        return rebased;
    }

    int[] offsets() {
        return offsets;
    }

    int[] elementRows() {
        return elementRows;
    }

    int elementCount() {
        return elementRows.length;
    }
}
