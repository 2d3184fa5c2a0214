package dev.sleeper.engine.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.engine.scan.SortedFile;
import dev.sleeper.engine.testing.Rows;
import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.objectstore.ForwardingObjectReader;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.rowfile.RowFileWriter;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FileRunTest {
    private static final Schema SCHEMA = Schema.of(
            List.of(Field.required("key", PrimitiveType.INT), Field.required("text", PrimitiveType.STRING)),
            List.of("key"),
            List.of());
    private static final int ROWS = 3 * RowFileLayout.PAGE_ROWS;
    /// A page of such texts has a megabyte at most.
    private static final int PAGES = 6;

    private static final long PAGE_BYTES = 1_000L * ROWS / PAGES;

    private final DecoderPool decoders = new DecoderPool(1);
    private final List<Long> reads = new ArrayList<>();

    @AfterEach
    void close() {
        decoders.close();
    }

    @Test
    void pagesOfWideRowsAreDecodedOnceWhereThereIsMemoryForThem() {
        assertThat(countRows(wideRows().rows(List.of(KeyRange.ALL), PAGE_BYTES)))
                .isEqualTo(ROWS);

        // Of each page two columns, and the first ones twice: how long rows are is not known beforehand.
        assertThat(reads).hasSizeLessThanOrEqualTo(2 * PAGES + 2);
    }

    @Test
    void pagesAreDecodedAgainForTheRestOfTheirRowsWhereThereIsNot() {
        assertThat(countRows(wideRows().rows(List.of(KeyRange.ALL), PAGE_BYTES / 8)))
                .isEqualTo(ROWS);

        assertThat(reads).hasSizeGreaterThan(2 * 2 * PAGES);
    }

    private static int countRows(RowCursor rows) {
        int count = 0;
        for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
            count += batch.rowCount();
        }
        return count;
    }

    private FileRun wideRows() {
        InMemoryObjectStore store = new InMemoryObjectStore(new ManualTimekeeper());
        String text = "x".repeat(1_000);
        try (ObjectWriter out = store.create("wide");
                RowFileWriter writer = RowFileWriter.open("wide", out, RowFileLayout.of(SCHEMA))) {
            writer.write(Rows.batch(
                    SCHEMA.fields(),
                    IntStream.range(0, ROWS)
                            .mapToObj(key -> List.<Object>of(key, text + key))
                            .toList()));
            writer.finish();
            out.finish();
        }
        SortedFile file = SortedFile.of(new CountedReads(store.open("wide")), SCHEMA, decoders);
        reads.clear();
        return new FileRun(file, SCHEMA, 0, Key.EMPTY, Key.EMPTY);
    }

    /// Notes where each read begins.
    private final class CountedReads extends ForwardingObjectReader {
        CountedReads(ObjectReader reader) {
            super(reader);
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            reads.add(offset);
            return reader.read(offset, length);
        }
    }
}
