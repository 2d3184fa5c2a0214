package dev.sleeper.engine.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
    private static final long MAX_BYTES = 1L << 20;

    private final ReadMemory memory = new ReadMemory(MAX_BYTES);

    @Test
    void allPartsAreGivenInOrderAndTheirMemoryBack() {
        try (StoredRows stored = new StoredRows();
                ExecutorService workers = Executors.newFixedThreadPool(2)) {
            List<ScanPart> parts = IntStream.range(0, 50)
                    .mapToObj(number -> part(stored.file(number * 100, number * 100 + 99, "x")))
                    .toList();
            int rows = 0;
            try (ReadAhead ahead = new ReadAhead(parts.iterator(), workers, 3, memory, memory.forScan(false))) {
                for (RowBatch batch = ahead.next(); batch != null; batch = ahead.next()) {
                    rows += batch.rowCount();
                }
                assertThat(ahead.next()).isNull();
            }
            assertThat(rows).isEqualTo(5_000);
        }
        assertThat(memory.more(MAX_BYTES / 2, MAX_BYTES)).as("all memory").isNotNull();
    }

    @Test
    void memoryIsGivenBackWhenAPartCannotBePlanned() {
        try (StoredRows stored = new StoredRows();
                ExecutorService workers = Executors.newFixedThreadPool(1)) {
            ScanPart part = part(stored.file(0, 99, "x"));
            Iterator<ScanPart> parts = new Iterator<>() {
                private int left = 3;

                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public ScanPart next() {
                    if (left-- == 0) {
                        throw new OverloadedException("no more parts");
                    }
                    return part;
                }
            };
            try (ReadAhead ahead = new ReadAhead(parts, workers, 1, memory, memory.forScan(false))) {
                assertThat(ahead.next()).isNotNull();
                assertThatThrownBy(() -> {
                            ahead.next();
                            ahead.next();
                        })
                        .hasMessage("no more parts");
            }
        }
        assertThat(memory.more(MAX_BYTES / 2, MAX_BYTES)).as("all memory").isNotNull();
    }

    private static ScanPart part(SortedFile file) {
        return new ScanPart(
                FileChain.of(List.of(file)),
                StoredRows.SCHEMA,
                List.of(KeyStretch.all(KeyRange.ALL)),
                StoredRows.SCHEMA.fields());
    }
}
