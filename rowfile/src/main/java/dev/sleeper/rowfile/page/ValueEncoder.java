package dev.sleeper.rowfile.page;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.LongColumn;
import java.util.Arrays;

/// Writes the values of a run of rows, none of them null, in one of the encodings. A string is written with its
/// length or, in a key, with the length that it shares with the string before it; both sorts of lengths are
/// packed as differences.
///
/// Not thread-safe: it keeps its scratch arrays.
public final class ValueEncoder {
    /// Shared lengths from here on are not told apart when the level is looked for.
    private static final int MAX_LEVEL = 255;

    /// Of so many strings one may share less than the level.
    private static final int LEVEL_EXCEPTIONS = 10;

    /// So many letters a string may be written again: they take about as much as the lengths would.
    private static final long LEVEL_MAX_LETTERS = 1;

    private final int[] reached = new int[MAX_LEVEL + 1];
    private final DeltaPackedEncoder packed = new DeltaPackedEncoder();
    private int[] prefixes = new int[0];
    private int[] lengths = new int[0];

    /// Integers as DELTA_BINARY_PACKED.
    public void packIntegers(Column column, int from, int to, ByteSink out) {
        switch (column) {
            case IntColumn ints -> packed.encode(ints.values(), from, to, out);
            case LongColumn longs -> packed.encode(longs.values(), from, to, out);
            case Column other -> throw unexpected(other);
        }
    }

    /// Numbers and byte strings as PLAIN: fixed width, or after their length.
    public static void writePlain(Column column, int from, int to, ByteSink out) {
        switch (column) {
            case IntColumn ints -> writePlain(ints.values(), from, to, out);
            case LongColumn longs -> writePlain(longs.values(), from, to, out);
            case BytesColumn strings -> writePlain(strings, from, to, out);
            case Column other -> throw unexpected(other);
        }
    }

    private static void writePlain(int[] values, int from, int to, ByteSink out) {
        out.reserve(Math.multiplyExact(to - from, Integer.BYTES));
        int at = out.length();
        for (int i = from; i < to; i++) {
            Words.putInt(out.bytes(), at, values[i]);
            at += Integer.BYTES;
        }
        out.advanceTo(at);
    }

    private static void writePlain(long[] values, int from, int to, ByteSink out) {
        out.reserve(Math.multiplyExact(to - from, Long.BYTES));
        int at = out.length();
        for (int i = from; i < to; i++) {
            Words.putLong(out.bytes(), at, values[i]);
            at += Long.BYTES;
        }
        out.advanceTo(at);
    }

    private static void writePlain(BytesColumn strings, int from, int to, ByteSink out) {
        for (int i = from; i < to; i++) {
            out.writeInt(strings.length(i));
            out.write(strings.bytes(), strings.offsets()[i], strings.length(i));
        }
    }

    /// Truth values as RLE, after their length in bytes.
    public void writeBooleans(BooleanColumn column, int from, int to, ByteSink out) {
        int count = to - from;
        reserve(count);
        boolean[] values = column.values();
        for (int i = 0; i < count; i++) {
            lengths[i] = values[from + i] ? 1 : 0;
        }
        int start = out.length();
        out.writeInt(0);
        RunLengths.encode(lengths, count, 1, out);
        out.putInt(start, out.length() - start - Integer.BYTES);
    }

    /// Byte strings as DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes.
    public void writeLengthsThenBytes(BytesColumn column, int from, int to, ByteSink out) {
        int count = to - from;
        reserve(count);
        int[] offsets = column.offsets();
        for (int i = 0; i < count; i++) {
            lengths[i] = offsets[from + i + 1] - offsets[from + i];
        }
        packed.encode(lengths, 0, count, out);
        out.write(column.bytes(), offsets[from], offsets[to] - offsets[from]);
    }

    /// Byte strings as DELTA_BYTE_ARRAY: for each the length that it shares with the one before, then what
    /// follows. Of the shared lengths those above what most have are cut to that: where nearly all are the same,
    /// they and the lengths of the rest take next to no room, which outweighs the letters that are written again.
    public void writePrefixesThenSuffixes(BytesColumn column, int from, int to, ByteSink out) {
        int count = to - from;
        reserve(count);
        cutPrefixes(column.bytes(), column.offsets(), from, count);
        levelPrefixes(count);
        packed.encode(prefixes, 0, count, out);
        packed.encode(lengths, 0, count, out);
        writeSuffixes(column.bytes(), column.offsets(), from, count, out);
    }

    private void cutPrefixes(byte[] bytes, int[] offsets, int from, int count) {
        int previous = 0;
        int previousLength = 0;
        for (int i = 0; i < count; i++) {
            int start = offsets[from + i];
            int length = offsets[from + i + 1] - start;
            int prefix = Words.commonPrefix(bytes, previous, start, Math.min(previousLength, length));
            prefixes[i] = prefix;
            lengths[i] = length - prefix;
            previous = start;
            previousLength = length;
        }
    }

    /// Cuts shared lengths that are a little above the greatest that most of the strings reach, if that saves room.
    private void levelPrefixes(int count) {
        Arrays.fill(reached, 0);
        for (int i = 0; i < count; i++) {
            reached[Math.min(prefixes[i], MAX_LEVEL)]++;
        }
        int level = MAX_LEVEL;
        int atLeast = reached[level];
        while (level > 0 && atLeast < count - count / LEVEL_EXCEPTIONS) {
            atLeast += reached[--level];
        }
        long above = 0;
        for (int i = 0; i < count; i++) {
            above += Math.max(0, prefixes[i] - level);
        }
        if (level == MAX_LEVEL || above > count * LEVEL_MAX_LETTERS) {
            return;
        }
        for (int i = 0; i < count; i++) {
            int cut = Math.max(0, prefixes[i] - level);
            prefixes[i] -= cut;
            lengths[i] += cut;
        }
    }

    private void writeSuffixes(byte[] bytes, int[] offsets, int from, int count, ByteSink out) {
        out.reserve(sum(lengths, count));
        byte[] target = out.bytes();
        int at = out.length();
        // Whole words may be read up to here; the last strings of an array end in single steps.
        int wordsEnd = bytes.length - Words.PADDING;
        for (int i = 0; i < count; i++) {
            int length = lengths[i];
            int start = offsets[from + i + 1] - length;
            if (start + length <= wordsEnd) {
                Words.copy(bytes, start, target, at, length);
            } else {
                System.arraycopy(bytes, start, target, at, length);
            }
            at += length;
        }
        out.advanceTo(at);
    }

    private static int sum(int[] lengths, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += lengths[i];
        }
        return Math.toIntExact(sum);
    }

    private void reserve(int count) {
        if (lengths.length < count) {
            lengths = new int[count];
            prefixes = new int[count];
        }
    }

    private static IllegalArgumentException unexpected(Column column) {
        return new IllegalArgumentException(
                "A column of the kind " + column.getClass().getSimpleName() + " has no such encoding");
    }
}
