package dev.sleeper.engine.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.engine.testing.Rows;
import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FileChainTest {
    private final StoredRows stored = new StoredRows();

    @AfterEach
    void close() {
        stored.close();
    }

    @Test
    void filesThatFollowEachOtherAreOneInput() {
        List<SortedFile> files = List.of(stored.file(20, 29, "c"), stored.file(0, 9, "a"), stored.file(10, 19, "b"));

        List<FileChain> chains = FileChain.of(files);

        assertThat(chains).hasSize(1);
        assertThat(chains.getFirst().files()).containsExactly(files.get(1), files.get(2), files.get(0));
    }

    @Test
    void thereAreAsManyInputsAsFilesThatOverlap() {
        List<SortedFile> files = List.of(
                stored.file(0, 99, "wide"),
                stored.file(0, 50, "a"),
                stored.file(50, 60, "b"),
                stored.file(61, 99, "c"));

        assertThat(FileChain.of(files)).hasSize(3);
        assertThat(FileChain.of(files.subList(0, 2))).hasSize(2);
        assertThat(FileChain.of(List.of())).isEmpty();
    }

    @Test
    void aPageThatDoesNotFitInMemoryIsGivenInPieces() {
        String text = "x".repeat(100);
        FileChain chain = new FileChain(List.of(stored.file(0, 4_999, text), stored.file(5_000, 5_999, text)));
        long maxBytes = 10_000;

        RowCursor cursor = chain.rows(
                StoredRows.SCHEMA, List.of(KeyStretch.all(KeyRange.ALL)), StoredRows.SCHEMA.fields(), maxBytes);
        List<List<Object>> rows = new ArrayList<>();
        for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
            assertThat(batch.sizeBytes()).isLessThanOrEqualTo(2 * maxBytes);
            rows.addAll(Rows.of(batch));
        }

        assertThat(rows).isEqualTo(StoredRows.rows(0, 5_999, text));
    }
}
