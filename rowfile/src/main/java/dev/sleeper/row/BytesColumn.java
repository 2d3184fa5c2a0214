package dev.sleeper.row;

import java.util.Arrays;

/// Strings as UTF-8, or byte arrays: the bytes of row `i` are `bytes[offsets[i]]` to `bytes[offsets[i + 1] - 1]`. The
/// first offset need not be 0.
///
/// @param bytes   the bytes of all rows, the column's own array
/// @param offsets where each row's bytes start, and where the last row's end: `size + 1` ascending positions in
///     `bytes`, at least; the column's own array
@SuppressWarnings("ArrayRecordComponent") // nobody compares columns
public record BytesColumn(byte[] bytes, int[] offsets, int size, Validity validity) implements Column {
    public int length(int row) {
        return offsets[row + 1] - offsets[row];
    }

    /// A copy of one row's bytes.
    public byte[] value(int row) {
        return Arrays.copyOfRange(bytes, offsets[row], offsets[row + 1]);
    }

    @Override
    public BytesColumn gather(int[] rows, int from, int to) {
        int count = to - from;
        int[] gatheredOffsets = new int[count + 1];
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += length(rows[from + i]);
            gatheredOffsets[i + 1] = (int) total;
        }
        byte[] gathered = new byte[Math.toIntExact(total)];
        for (int i = 0; i < count; i++) {
            int row = rows[from + i];
            ShortCopy.copy(bytes, offsets[row], gathered, gatheredOffsets[i], length(row));
        }
        return new BytesColumn(gathered, gatheredOffsets, count, validity.gather(rows, from, to));
    }

    @Override
    public BytesColumn slice(int from, int to) {
        return new BytesColumn(bytes, Arrays.copyOfRange(offsets, from, to + 1), to - from, validity.slice(from, to));
    }

    @Override
    public long sizeBytes() {
        return (long) offsets[size] - offsets[0] + (long) size * Integer.BYTES;
    }
}
