package dev.sleeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.testing.Rows;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.FaultSchedule;
import dev.sleeper.objectstore.FaultyObjectStore;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.StoreOperation;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.rowfile.CorruptFileException;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.DataFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyStoreTest {
    private static final Set<Fault> FAULTS = Set.of(
            Fault.ERROR_BEFORE,
            Fault.LOST_REQUEST,
            Fault.LOST_ANSWER,
            Fault.LATE,
            Fault.DUPLICATE,
            Fault.CONFLICT,
            Fault.TORN);
    private static final int ATTEMPTS = 30;
    private static final Schema SCHEMA = Schema.of(
            List.of(Field.required("key", PrimitiveType.INT), Field.required("part", PrimitiveType.INT)),
            List.of("key"),
            List.of());

    @TempDir
    Path directory = Path.of("");

    @Test
    void writesThatAreRepeatedUntilTheyAreAcknowledgedAreThereOnceAndWhole() {
        for (int seed = 1; seed <= 60; seed++) {
            AtomicBoolean faulty = new AtomicBoolean();
            Random random = new Random(seed);
            try (TestInstance test = TestInstance.over(directory, made -> faultyStore(made, random, faulty))) {
                test.create("t", SCHEMA, List.of(10));
                faulty.set(true);
                List<List<Object>> expected = new ArrayList<>();
                for (int write = 0; write < 5; write++) {
                    List<List<Object>> rows = List.of(List.of(write, 1), List.of(write + 10, 2));
                    writeUntilAcknowledged(test, "job-" + write, rows);
                    expected.addAll(rows);
                }
                faulty.set(false);

                assertThat(inAnyOrder(test.query(Query.all("t"))))
                        .as("seed %d", seed)
                        .isEqualTo(inAnyOrder(expected));
            }
        }
    }

    @Test
    void aWriteThatWasHeldUpForLongBeforeItBeganIsNotTakenForANewOne() {
        AtomicBoolean stalls = new AtomicBoolean();
        try (TestInstance test = TestInstance.over(directory, made -> stallingStore(made, stalls))) {
            test.create("t", SCHEMA, List.of(10));
            test.write("t", "job", List.of(List.of(1, 1)));
            stalls.set(true);
            try (WriteSession heldUp = test.instance().beginWrite("t", "held-up")) {
                assertThatThrownBy(() -> {
                            heldUp.write(Rows.batch(SCHEMA.fields(), List.of(List.of(2, 1))));
                            heldUp.commit();
                        })
                        .isInstanceOf(RequestException.class)
                        .satisfies(
                                e -> assertThat(((RequestException) e).code()).isEqualTo(Code.WRITE_TOO_LONG));
            }

            assertThat(test.query(Query.all("t"))).hasSize(1);
        }
    }

    /// Once told to, its next operation is held up for longer than job ids are remembered.
    private static ObjectStore stallingStore(TestInstance test, AtomicBoolean stalls) {
        FaultSchedule once = new FaultSchedule() {
            @Override
            public Fault next(StoreOperation operation, String path, long number) {
                return stalls.getAndSet(false) ? Fault.STALL_BEFORE : Fault.NONE;
            }

            @Override
            public Duration stall() {
                return Duration.ofDays(9);
            }
        };
        return new FaultyObjectStore(test.objects(), once, test.clock(), new Random(1));
    }

    private static ObjectStore faultyStore(TestInstance test, Random random, AtomicBoolean faulty) {
        FaultSchedule broken = FaultSchedule.random(random, 0.1, FAULTS);
        return new FaultyObjectStore(
                test.objects(),
                (operation, path, number) -> faulty.get() ? broken.next(operation, path, number) : Fault.NONE,
                test.clock(),
                random);
    }

    /// Writes with the same job id again and again, as a client does.
    private static void writeUntilAcknowledged(TestInstance test, String jobId, List<List<Object>> rows) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                test.write("t", jobId, rows);
                return;
            } catch (StoreUnavailableException | UnknownWriteException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
        throw new AssertionError(jobId + " was not acknowledged in " + ATTEMPTS + " attempts");
    }

    @Test
    void aQuerySaysThatADataFileIsMissingThatTheTableStillHas() {
        try (TestInstance test = TestInstance.open(directory)) {
            test.create("t", SCHEMA, List.of());
            test.write("t", "job", List.of(List.of(1, 1)));
            InMemoryObjectStore objects = test.objects();
            DataFile file = test.table("t").state().files().iterator().next();
            String path = test.table("t").table().id();
            objects.list("tables/" + path, "", 1_000).stream()
                    .filter(object -> object.path().contains(file.id().text()))
                    .forEach(object -> objects.delete(object.path()));

            assertThatThrownBy(() -> test.query(Query.all("t")))
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining(file.id().text() + ".parquet is not in the store");
        }
    }

    private static List<String> inAnyOrder(List<List<Object>> rows) {
        return rows.stream().map(List::toString).sorted().toList();
    }
}
