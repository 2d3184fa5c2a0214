package dev.sleeper.rowfile.page;

import dev.sleeper.row.Column;
import dev.sleeper.schema.Type.PrimitiveType;
import org.jspecify.annotations.Nullable;

/// The distinct values of one column chunk as they are found while it is written.
///
/// Not thread-safe.
public sealed interface Dictionary permits NumberDictionary, BytesDictionary {
    /// More values than this are no longer few: places in the dictionary have 12 bits at most.
    int MAX_VALUES = 4096;

    /// A dictionary page is read with every read of its chunk, so it stays about as small as a page.
    int MAX_BYTES = 64 * 1024;

    /// For values of this type; null when the type has better encodings.
    static @Nullable Dictionary of(PrimitiveType type) {
        return switch (type) {
            case INT, LONG, FLOAT, DOUBLE, TIMESTAMP -> new NumberDictionary();
            case STRING, BYTE_ARRAY -> new BytesDictionary();
            case BOOLEAN -> null;
        };
    }

    /// Finds or adds the values of these rows and puts their places into `places`. Answers false, with the
    /// dictionary as it was, when it would then have more than `maxValues` or [#MAX_BYTES].
    boolean add(Column column, int from, int to, int maxValues, int[] places);

    /// How many distinct values there are.
    int size();

    /// Writes the values in the order of their places, PLAIN.
    void writeValues(ByteSink out);

    /// Forgets all values, for the next chunk.
    void clear();
}
