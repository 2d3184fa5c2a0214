package dev.sleeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.testing.RandomRows;
import dev.sleeper.engine.testing.Rows;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WriteSessionTest {
    private static final Schema SCHEMA = Schema.of(
            List.of(Field.required("key", PrimitiveType.STRING), Field.nullable("n", PrimitiveType.LONG)),
            List.of("key"),
            List.of());

    @TempDir
    Path directory = Path.of("");

    private TestInstance test = TestInstance.open(directory);

    @BeforeEach
    void open() {
        test.close();
        test = TestInstance.open(directory, 256 << 10);
        test.create("t", SCHEMA, List.of("m"));
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void rowsThatDoNotFitInMemoryAreSpilledAndReadBackInOrder() {
        Schema schema = RandomRows.schemaOfAllTypes(PrimitiveType.STRING, PrimitiveType.LONG);
        test.create("all_types", schema, List.of("b", "common"));
        RandomRows random = new RandomRows(11);
        List<List<Object>> expected = new ArrayList<>();
        WriteResult result;
        try (WriteSession session = test.instance().beginWrite("all_types", "spilled")) {
            for (int i = 0; i < 8; i++) {
                List<List<Object>> rows = random.rows(schema, 1_000);
                expected.addAll(rows);
                session.write(Rows.batch(schema.fields(), rows));
            }
            result = session.commit();
        }

        List<List<Object>> found = test.query(Query.all("all_types"));

        assertThat(result.rows()).isEqualTo(8_000);
        assertThat(found).hasSize(8_000).isSortedAccordingTo(Rows.order(schema));
        assertThat(inAnyOrder(found)).isEqualTo(inAnyOrder(expected));
        assertThat(spillFiles()).isEmpty();
    }

    @Test
    void theSameJobIdTwiceIsOneWrite() {
        WriteResult first = test.write("t", "job 1", List.of(List.of("a", 1L)));
        WriteResult second = test.write("t", "job 1", List.of(List.of("b", 2L)));

        assertThat(first.alreadyWritten()).isFalse();
        assertThat(second.alreadyWritten()).isTrue();
        assertThat(second.files()).isZero();
        assertThat(test.query(Query.all("t"))).containsExactly(List.of("a", 1L));
    }

    @Test
    void oneOfTwoOpenSessionsWithTheSameJobIdIsWritten() {
        try (WriteSession a = test.instance().beginWrite("t", "job");
                WriteSession b = test.instance().beginWrite("t", "job")) {
            a.write(Rows.batch(SCHEMA.fields(), List.of(List.of("a", 1L))));
            b.write(Rows.batch(SCHEMA.fields(), List.of(List.of("b", 1L))));

            assertThat(a.commit().alreadyWritten()).isFalse();
            assertThat(b.commit().alreadyWritten()).isTrue();
        }
        assertThat(test.query(Query.all("t"))).containsExactly(List.of("a", 1L));
    }

    @Test
    void aSessionWithoutRowsChangesNothing() {
        long before = test.instance().describe("t").version();

        WriteResult result = test.write("t", "empty", List.of());

        assertThat(result.version()).isEqualTo(before);
        assertThat(test.instance().describe("t").version()).isEqualTo(before);
        assertThat(test.instance().writeStatus("t", "empty")).isInstanceOf(WriteStatus.Absent.class);
    }

    @Test
    void aSessionThatIsClosedWithoutCommitWritesNothing() {
        try (WriteSession session = test.instance().beginWrite("t", "given-up")) {
            session.write(Rows.batch(SCHEMA.fields(), List.of(List.of("a", 1L))));
            assertThat(test.instance().writeStatus("t", "given-up")).isInstanceOf(WriteStatus.Running.class);
            assertThat(test.instance().openOperations()).isEqualTo(1);
        }

        assertThat(test.instance().openOperations()).isZero();
        assertThat(test.query(Query.all("t"))).isEmpty();
        assertThat(test.instance().writeStatus("t", "given-up")).isInstanceOf(WriteStatus.Absent.class);
    }

    @Test
    void aWriteThatIsCommittedSaysSo() {
        WriteResult result = test.write("t", "job", List.of(List.of("a", 1L), List.of("z", 2L)));

        assertThat(result.files()).isEqualTo(1);
        assertThat(test.instance().writeStatus("t", "job")).isEqualTo(new WriteStatus.Committed(result.version()));
        assertThat(test.table("t").state().filesIn("root")).hasSize(1);
    }

    @Test
    void aWriteThatRunsIsNeverAbsentAgain() throws Exception {
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            for (int i = 0; i < 300; i++) {
                String jobId = "job-" + i;
                WriteSession session = test.instance().beginWrite("t", jobId);
                Future<WriteResult> commit = writer.submit(() -> {
                    try (session) {
                        session.write(Rows.batch(SCHEMA.fields(), List.of(List.of(jobId, 1L))));
                        return session.commit();
                    }
                });
                WriteStatus status = test.instance().writeStatus("t", jobId);
                while (status instanceof WriteStatus.Running) {
                    status = test.instance().writeStatus("t", jobId);
                }
                assertThat(status).isInstanceOf(WriteStatus.Committed.class);
                commit.get();
            }
        }
    }

    @Test
    void rowsOfOneLeafAreAFileOfThatLeaf() {
        test.write("t", "job", List.of(List.of("a", 1L), List.of("b", 2L)));

        assertThat(test.table("t").state().filesIn("root")).isEmpty();
        assertThat(test.instance().describe("t").files()).isEqualTo(1);
    }

    @Test
    void aWriteThatTakesTooLongStops() {
        try (WriteSession session = test.instance().beginWrite("t", "slow")) {
            session.write(Rows.batch(SCHEMA.fields(), List.of(List.of("a", 1L))));
            test.clock().advance(Duration.ofHours(85));

            assertProblem(session::commit, Code.WRITE_TOO_LONG, "slow");
        }
        assertThat(test.query(Query.all("t"))).isEmpty();
    }

    @Test
    void aTableThatIsDroppedDuringAWriteIsNotFound() {
        try (WriteSession session = test.instance().beginWrite("t", "late")) {
            session.write(Rows.batch(SCHEMA.fields(), List.of(List.of("a", 1L))));
            test.instance().drop("t");

            assertProblem(session::commit, Code.TABLE_NOT_FOUND, "Table t was dropped during job late");
        }
    }

    @Test
    void columnsInAnotherOrderAreTaken() {
        List<Field> reversed = SCHEMA.fields().reversed();
        try (WriteSession session = test.instance().beginWrite("t", "job")) {
            session.write(Rows.batch(reversed, List.of(List.of(1L, "a"))));
            session.commit();
        }

        assertThat(test.query(Query.all("t"))).containsExactly(List.of("a", 1L));
    }

    @Test
    void rowsThatDoNotFitAreRefusedWithFieldAndRecord() {
        Field key = SCHEMA.fields().getFirst();
        Field number = SCHEMA.fields().getLast();
        Field other = Field.required("other", PrimitiveType.LONG);
        Field wide = Field.required("n", PrimitiveType.DOUBLE);
        List<Object> nullKey = new ArrayList<>();
        nullKey.add(null);
        nullKey.add(1L);

        assertRefused(Rows.batch(List.of(key), List.of(List.of("a"))), "lack the field n");
        assertRefused(Rows.batch(List.of(key, number, other), List.of(List.of("a", 1L, 2L))), "field other");
        assertRefused(Rows.batch(List.of(key, wide), List.of(List.of("a", 1.0))), "Field n", "DoubleType");
        assertRefused(
                Rows.batch(SCHEMA.fields(), List.of(List.of("a", 1L), nullKey)),
                "Field key of record 2 is null, but it is a key field");
        RowBatch text = Rows.batch(SCHEMA.fields(), List.of(List.of("a", 1L)));
        RowBatch bytes = new RowBatch(
                SCHEMA.fields(),
                List.of(
                        new BytesColumn(new byte[] {(byte) 0xc3}, new int[] {0, 1}, 1, Validity.ALL),
                        text.columns().getLast()),
                1);
        assertRefused(bytes, "Field key of record 1 has text that is not valid UTF-8");
    }

    @Test
    void recordsAreNumberedFrom1ThroughAllBatchesAlsoInsideLists() {
        Schema schema = Schema.of(
                List.of(SCHEMA.fields().getFirst(), Field.required("l", new ListType(PrimitiveType.LONG))),
                List.of("key"),
                List.of());
        test.create("lists", schema, List.of());
        List<Object> withNull = new ArrayList<>();
        withNull.add(null);

        try (WriteSession session = test.instance().beginWrite("lists", "job")) {
            session.write(Rows.batch(schema.fields(), List.of(List.of("a", List.of(1L)), List.of("b", List.of()))));
            RowBatch second =
                    Rows.batch(schema.fields(), List.of(List.of("c", List.of(1L, 2L)), List.of("d", withNull)));

            assertProblem(
                    () -> session.write(second),
                    Code.INVALID_ROW,
                    "Field l of record 4 has a null inside its list or map");
        }
    }

    @ParameterizedTest
    @EnumSource(PrimitiveType.class)
    void aMapWithAKeyTwiceIsRefused(PrimitiveType keyType) {
        Object key = new RandomRows(1).value(keyType);
        assertRepeated(keyType, key, key);
    }

    @Test
    void zerosOfEitherSignAreOneKeyOfAMap() {
        assertRepeated(PrimitiveType.DOUBLE, 0.0, -0.0);
        assertRepeated(PrimitiveType.FLOAT, 0.0f, -0.0f);
    }

    private void assertRepeated(PrimitiveType keyType, Object key, Object same) {
        Schema schema = Schema.of(
                List.of(SCHEMA.fields().getFirst(), Field.nullable("m", new MapType(keyType, PrimitiveType.LONG))),
                List.of("key"),
                List.of());
        String table = "maps_" + keyType.name().toLowerCase(Locale.ROOT);
        test.create(table, schema, List.of());
        List<Object> without = new ArrayList<>(List.of("b"));
        without.add(null);
        List<Object> sound = List.of("a", List.of(List.of(key, 1L)));
        List<Object> repeated = List.of("c", List.of(List.of(key, 1L), List.of(same, 2L)));

        try (WriteSession session = test.instance().beginWrite(table, "job")) {
            session.write(Rows.batch(schema.fields(), List.of(sound, without)));
            RowBatch second = Rows.batch(schema.fields(), List.of(sound, without, repeated));

            assertProblem(
                    () -> session.write(second),
                    Code.INVALID_ROW,
                    "Field m of record 5 is a map that has a key more than once");
        }
    }

    private void assertRefused(RowBatch batch, String... words) {
        try (WriteSession session = test.instance().beginWrite("t", "refused")) {
            assertThatThrownBy(() -> session.write(batch)).isInstanceOfSatisfying(RequestException.class, e -> {
                assertThat(e.code()).isEqualTo(Code.INVALID_ROW);
                assertThat(e).hasMessageContainingAll(words);
            });
        }
    }

    private static void assertProblem(Runnable action, Code code, String message) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(RequestException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e).hasMessageContaining(message);
        });
    }

    private static List<String> inAnyOrder(List<List<Object>> rows) {
        return rows.stream().map(List::toString).sorted().toList();
    }

    private List<Path> spillFiles() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
