package dev.sleeper.rowfile.page;

import dev.sleeper.row.Column;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Type.PrimitiveType;

/// The values that were read from some pages of one column, one page after the other, without the nulls between
/// them.
///
/// Not thread-safe.
public sealed interface PageValues permits IntValues, LongValues, BooleanValues, BytesValues {

    /// An empty one for values of this type, with room for as many as are expected.
    static PageValues of(PrimitiveType type, int expected) {
        return switch (type) {
            case INT, FLOAT -> new IntValues(expected);
            case LONG, DOUBLE, TIMESTAMP -> new LongValues(expected);
            case BOOLEAN -> new BooleanValues(expected);
            case STRING, BYTE_ARRAY -> new BytesValues(expected);
        };
    }

    /// How many values have been read.
    int count();

    /// Reads `count` values in the type's packed encoding: DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY or RLE.
    void readPacked(ByteSource in, int count, PageScratch scratch);

    /// Reads `count` values in PLAIN encoding.
    void readPlain(ByteSource in, int count);

    /// Takes the values at the first `count` of these places of a dictionary, which is of this value's own class.
    void readDictionary(PageValues dictionary, int[] places, int count);

    /// The values as a column.
    Column toColumn();

    /// The values as a column of `size` rows with nulls between them: row `i` has the next value if it is valid.
    Column toColumn(int size, Validity validity);

    /// Checks that places lie in a dictionary of `size` values.
    static void checkPlaces(int[] places, int count, int size) {
        int max = 0;
        int all = 0;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, places[i]);
            all |= places[i];
        }
        if (all < 0 || (count > 0 && max >= size)) {
            throw new MalformedPageException(
                    "a value is at place " + Integer.toUnsignedString(max) + " of a dictionary of " + size + " values");
        }
    }
}
