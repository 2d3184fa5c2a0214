package dev.sleeper.engine.scan;

import dev.sleeper.engine.testing.Rows;
import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.rowfile.RowFileWriter;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.List;
import java.util.stream.IntStream;

/// Files of rows with an integer as their key and a text, in memory.
final class StoredRows implements AutoCloseable {
    static final Schema SCHEMA = Schema.of(
            List.of(Field.required("key", PrimitiveType.INT), Field.required("text", PrimitiveType.STRING)),
            List.of("key"),
            List.of());

    private final InMemoryObjectStore store = new InMemoryObjectStore(new ManualTimekeeper());
    private final DecoderPool decoders = new DecoderPool(1);
    private int count;

    /// A file with the keys from `min` to `max`.
    SortedFile file(int min, int max, String text) {
        String path = "file-" + count++;
        try (ObjectWriter out = store.create(path);
                RowFileWriter writer = RowFileWriter.open(path, out, RowFileLayout.of(SCHEMA))) {
            writer.write(Rows.batch(SCHEMA.fields(), rows(min, max, text)));
            writer.finish();
            out.finish();
        }
        return SortedFile.of(store.open(path), SCHEMA, decoders);
    }

    static List<List<Object>> rows(int min, int max, String text) {
        return IntStream.rangeClosed(min, max)
                .mapToObj(key -> List.<Object>of(key, text))
                .toList();
    }

    @Override
    public void close() {
        decoders.close();
    }
}
