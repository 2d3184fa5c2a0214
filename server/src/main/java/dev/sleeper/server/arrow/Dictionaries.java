package dev.sleeper.server.arrow;

import dev.sleeper.row.Column;
import dev.sleeper.row.NullColumns;
import dev.sleeper.schema.Type;
import dev.sleeper.server.rows.BodyMemory;
import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowNumbers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.jspecify.annotations.Nullable;

/// The dictionaries of a stream, as the columns that refer to them want their values read. Not thread-safe.
final class Dictionaries {
    private final Map<Long, List<Dictionary>> byId = new HashMap<>();

    /// The values of one dictionary as one column wants them; a new batch of the dictionary replaces them.
    static final class Dictionary {
        private final long id;
        private final ColumnDecoder decoder;
        private final Type type;
        private @Nullable Column values;

        private Dictionary(long id, ColumnDecoder decoder, Type type) {
            this.id = id;
            this.decoder = decoder;
            this.type = type;
        }

        /// The values, and after them one null entry, for rows whose index is null.
        Column values() {
            if (values == null) {
                throw Refusal.damaged(ArrowSchema.FORMAT, "dictionary " + id + " is used before it is sent");
            }
            return values;
        }
    }

    /// @param type of the values
    Dictionary add(long id, ColumnDecoder decoder, Type type) {
        Dictionary dictionary = new Dictionary(id, decoder, type);
        byId.computeIfAbsent(id, newId -> new ArrayList<>()).add(dictionary);
        return dictionary;
    }

    /// How much memory all values take.
    long sizeBytes() {
        return byId.values().stream()
                .flatMap(List::stream)
                .mapToLong(dictionary -> dictionary.values == null ? 0 : dictionary.values.sizeBytes())
                .sum();
    }

    void read(DictionaryBatch batch, ByteBuffer body, BodyMemory.Share memory) {
        if (batch.isDelta()) {
            throw Refusal.damaged(
                    ArrowSchema.FORMAT, "it extends a dictionary (a delta), which is not supported; send it whole");
        }
        if (batch.data() == null) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a dictionary has no values");
        }
        for (Dictionary dictionary : byId.getOrDefault(batch.id(), List.of())) {
            // Which records use an entry is not known yet.
            Column values =
                    dictionary.decoder.decode(new BatchCursor(batch.data(), body, memory), entry -> RowNumbers.NONE);
            dictionary.values = NullColumns.withNullRow(values, dictionary.type);
        }
    }
}
