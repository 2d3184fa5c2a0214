package dev.sleeper.row;

/// The values of one field over the rows of a batch, in arrays that kernels read directly. The arrays are part of the
/// value: nobody changes them once the column is made. They may be longer than the column needs. The slot of a null
/// row holds zero, false or nothing.
///
/// How the types of a schema are held: [IntColumn] for `IntType` and, as raw bits, `FloatType`; [LongColumn] for
/// `LongType`, `TimestampType` and, as raw bits, `DoubleType`; [BooleanColumn]; [BytesColumn] for `StringType` and
/// `ByteArrayType`; [ListColumn], [MapColumn] and [StructColumn] over the columns of their parts.
///
/// Immutable and thread-safe.
public sealed interface Column
        permits IntColumn, LongColumn, BooleanColumn, BytesColumn, ListColumn, MapColumn, StructColumn {

    /// How many rows the column has.
    int size();

    /// Which rows hold a value.
    Validity validity();

    default boolean isNull(int row) {
        return validity().isNull(row);
    }

    /// A column of the given rows, in the order of `rows[from]` to `rows[to - 1]`; a row may come more than once.
    Column gather(int[] rows, int from, int to);

    /// The rows from `from` to before `to`. Bytes and elements may be shared with this column.
    Column slice(int from, int to);

    /// About how many bytes of memory the column's values take.
    long sizeBytes();
}
