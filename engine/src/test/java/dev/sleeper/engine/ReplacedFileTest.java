package dev.sleeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.testing.Rows;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.Change.ReplaceFiles;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileId;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.FoundTable;
import dev.sleeper.table.catalog.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Queries whose data files are replaced by others, and deleted, after they were planned.
class ReplacedFileTest {
    private static final Schema SCHEMA =
            Schema.of(List.of(Field.required("key", PrimitiveType.INT)), List.of("key"), List.of());

    @TempDir
    static Path directory = Path.of("");

    private final TestInstance test = TestInstance.open(directory);

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aQueryThatMeetsAMissingFileBeforeItsFirstRowPlansAgainAndSucceeds() {
        test.create("t", SCHEMA, List.of());
        test.write("t", "job", List.of(List.of(1), List.of(2)));

        try (QueryResult result = test.instance().query(Query.all("t"))) {
            assertThat(result.version()).isEqualTo(1);
            replaceFileWith(1);

            assertThat(TestInstance.drain(result)).isEqualTo(List.of(List.of(1), List.of(2)));
            assertThat(result.version()).isEqualTo(2);
        }
    }

    @Test
    void aQueryThatMeetsAMissingFileAfterItsFirstRowFailsVisibly() {
        test.create("t", SCHEMA, List.of(10));
        test.write("t", "low", List.of(List.of(1)));
        test.write("t", "high", List.of(List.of(11)));

        // A query for few rows reads no part before it is asked for it.
        try (QueryResult result = test.instance().query(Query.all("t").withLimit(10))) {
            RowBatch first = Objects.requireNonNull(result.next());
            assertThat(Rows.of(first)).isEqualTo(List.of(List.of(1)));
            FileId gone = replaceFileWith(11);

            assertThatThrownBy(() -> TestInstance.drain(result))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining(gone.text())
                    .hasMessageContaining("ask again");
        }
    }

    @Test
    void aQueryForWhichAnOldStateWouldDoPlansAgainOnTheNewestState() {
        test.create("t", SCHEMA, List.of());
        test.write("t", "job", List.of(List.of(1)));
        test.instance().describe("t");
        replaceFileWith(1);
        Query stale = new Query("t", List.of(), List.of(), Query.NO_LIMIT, 0, Duration.ofDays(1));

        try (QueryResult result = test.instance().query(stale)) {
            assertThat(TestInstance.drain(result)).isEqualTo(List.of(List.of(1)));
        }
    }

    /// Puts a copy in the place of the file with this key, as a compaction does, and deletes the file, as clean-up
    /// does; answers which it was.
    private FileId replaceFileWith(int key) {
        FoundTable found = test.table("t");
        TableState state = found.state();
        Key minKey = KeyCodec.ofRowKeys(SCHEMA).encode(List.of(key));
        DataFile file = StreamSupport.stream(state.files().spliterator(), false)
                .filter(each -> each.minKey().equals(minKey))
                .findFirst()
                .orElseThrow();
        FileId id = FileId.of(
                state.nextFileTimeMillis(test.clock().now().toEpochMilli()),
                test.environment().randomId());
        DataFile copy = new DataFile(
                id,
                file.partitionId(),
                file.sizeBytes(),
                file.rowCount(),
                file.minKey(),
                file.maxKey(),
                file.fieldMinima(),
                file.fieldMaxima(),
                file.checksum());
        String tableDirectory = Table.directory(state.tableId());
        byte[] content = test.objects()
                .get(tableDirectory + file.location().path())
                .orElseThrow()
                .content();
        test.objects().putIfAbsent(tableDirectory + copy.location().path(), content);
        ReplaceFiles replace = new ReplaceFiles(
                List.of(file.location()), List.of(copy), state.optionsVersion(), state.tableTimeMillis());
        assertThat(found.table().commit(replace)).isInstanceOf(Committed.class);
        test.objects().delete(tableDirectory + file.location().path());
        return file.id();
    }
}
