package dev.sleeper.engine.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.testing.Rows;
import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.rowfile.RowFileWriter;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FileCursorTest {
    private static final Schema SCHEMA = Schema.of(
            List.of(
                    Field.required("key", PrimitiveType.INT),
                    Field.required("text", PrimitiveType.STRING),
                    Field.required("number", PrimitiveType.LONG)),
            List.of("key"),
            List.of());
    private static final int ROWS = 4 * RowFileLayout.PAGE_ROWS;
    /// Less than the texts of two pages take, and more than their few bytes in the file let expect.
    private static final long MAX_BYTES = 1L << 18;

    private final InMemoryObjectStore store = new InMemoryObjectStore(new ManualTimekeeper());

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void someColumnsOfRowsThatTakeMoreMemoryThanWasReckonedAreRead() {
        List<Field> columns = SCHEMA.fields().subList(0, 2);

        assertThat(keys(columns)).isEqualTo(IntStream.range(0, ROWS).boxed().toList());
    }

    private List<Object> keys(List<Field> fields) {
        try (DecoderPool decoders = new DecoderPool(1)) {
            FileCursor rows = new FileCursor(
                    longTexts(decoders), SCHEMA, List.of(KeyStretch.all(KeyRange.ALL)), fields, MAX_BYTES);
            List<Object> keys = new ArrayList<>();
            for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
                Rows.of(batch).forEach(row -> keys.add(row.getFirst()));
            }
            return keys;
        }
    }

    private SortedFile longTexts(DecoderPool decoders) {
        String text = "x".repeat(1_000);
        try (ObjectWriter out = store.create("file");
                RowFileWriter writer = RowFileWriter.open("file", out, RowFileLayout.of(SCHEMA))) {
            writer.write(Rows.batch(
                    SCHEMA.fields(),
                    IntStream.range(0, ROWS)
                            .mapToObj(key -> List.<Object>of(key, text, 0L))
                            .toList()));
            writer.finish();
            out.finish();
        }
        return SortedFile.of(store.open("file"), SCHEMA, decoders);
    }
}
