package dev.sleeper.engine.sort;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.Key;
import dev.sleeper.row.LongColumn;

/// One key column of a batch, as the order of rows sees it. The bytes of a value are big-endian with the sign bit
/// flipped for an integer, and the value itself for strings and byte arrays, so that unsigned byte order is the order
/// of values. Immutable and thread-safe.
sealed interface KeyColumn permits IntKeyColumn, LongKeyColumn, BytesKeyColumn {
    /// What [#commonBytes] answers for equal values.
    int EQUAL = Integer.MAX_VALUE;

    /// What [#width] answers when values differ in length.
    int VARIABLE = -1;

    static KeyColumn of(Column column) {
        if (column instanceof IntColumn ints) {
            return new IntKeyColumn(ints.values());
        }
        if (column instanceof LongColumn longs) {
            return new LongKeyColumn(longs.values());
        }
        if (column instanceof BytesColumn bytes) {
            return new BytesKeyColumn(bytes.bytes(), bytes.offsets());
        }
        throw new IllegalArgumentException(
                "No key is held in a " + column.getClass().getSimpleName());
    }

    /// Compares a value with one of another column of the same type.
    int compare(int row, KeyColumn other, int otherRow);

    /// With how many equal bytes two values begin; [#EQUAL] when they are the same value.
    int commonBytes(int row, KeyColumn other, int otherRow);

    /// Eight bytes of a value from the byte at `skip` on, the first in the highest bits, zero where it has ended.
    long bytesAt(int row, int skip);

    /// How many bytes every value has; [#VARIABLE] when they differ.
    int width();

    /// Compares a value, in the encoding of keys, with the bytes of `bound` from `at` on. A bound that ends within the
    /// value is below it.
    int compareEncoded(int row, Key bound, int at);

    /// How long the encoding of a value in a key is.
    int encodedLength(int row);
}
