package dev.sleeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.testing.Rows;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.environment.Environment;
import dev.sleeper.log.SameThread;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.Change.DropTable;
import dev.sleeper.table.catalog.FoundTable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logs are cleaned now and then as commits come. What broken-off drops have left is deleted when a process starts, and
/// when it makes, renames or drops a table, once a day.
class SweepTest {
    private static final Duration DAY = Duration.ofDays(1);
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
    void aStartSweepsUnlessAnotherProcessHasThatDay() {
        String first = dropBrokenOff("first");
        openInstance().close();
        assertThat(objectsOf(first)).as("a new instance has nothing to sweep").isNotZero();

        test.clock().advance(DAY);
        openInstance().close();
        assertThat(objectsOf(first)).isZero();

        String second = dropBrokenOff("second");
        openInstance().close();
        assertThat(objectsOf(second)).isNotZero();

        test.clock().advance(DAY);
        openInstance().close();
        assertThat(objectsOf(second)).isZero();
        assertThat(test.instance().tables()).isEmpty();
    }

    @Test
    void aProcessThatGoesOnSweepsWhenItChangesATable() {
        test.create("kept", SCHEMA, List.of());
        try (Instance instance = openInstance()) {
            String leftover = dropBrokenOff("left");
            instance.rename("kept", "renamed");
            assertThat(objectsOf(leftover)).isNotZero();
            test.clock().advance(DAY);
            instance.rename("renamed", "again");
            assertThat(objectsOf(leftover)).isZero();

            leftover = dropBrokenOff("left");
            test.clock().advance(DAY);
            instance.createTable(new TableDefinition("other", SCHEMA, List.of()));
            assertThat(objectsOf(leftover)).isZero();

            leftover = dropBrokenOff("left");
            test.clock().advance(DAY);
            instance.drop("other");
            assertThat(objectsOf(leftover)).isZero();
            assertThat(instance.tables()).containsOnlyKeys("again");
        }
    }

    @Test
    void aSweepThatIsSaidToHaveBeenInTheFutureKeepsNobodyFromSweeping() {
        Instant now = test.clock().now();
        test.clock().advance(DAY.multipliedBy(400));
        openInstance().close();
        test.clock().set(now);
        String leftover = dropBrokenOff("left");

        openInstance().close();

        assertThat(objectsOf(leftover)).isZero();
    }

    @Test
    void aLogThatEachProcessCommitsToOnceIsCleanedUp() {
        test.create("t", SCHEMA, List.of());
        String firstEntry = "tables/" + test.table("t").table().id() + "/_delta_log/00000000000000000001.json";
        int processes = 0;
        do {
            try (Instance instance = openInstance();
                    WriteSession write = instance.beginWrite("t", "job-" + processes)) {
                write.write(Rows.batch(SCHEMA.fields(), List.of(List.of(processes))));
                write.commit();
            }
            test.clock().advance(Duration.ofMinutes(1));
            processes++;
        } while (test.objects().get(firstEntry).isPresent() && processes < 1_000);

        assertThat(processes).isLessThanOrEqualTo(300);
    }

    /// Makes a table and drops it as a process does that dies once the drop is committed; answers the table's id.
    private String dropBrokenOff(String name) {
        test.create(name, SCHEMA, List.of());
        test.write(name, "job", List.of(List.of(1)));
        FoundTable table = test.table(name);
        table.table().commit(new DropTable(test.clock().now().toEpochMilli()));
        return table.table().id();
    }

    private long objectsOf(String tableId) {
        return test.objects().list("tables/" + tableId + "/", "", 100).stream()
                .filter(object -> !object.path().endsWith("/boundary"))
                .count();
    }

    /// An instance of another process, whose background work is done before its methods return.
    private Instance openInstance() {
        Environment environment = SameThread.environment(test.clock(), 1);
        return Instance.open(test.objects(), environment, EngineSettings.of(directory, 1L << 30, 1_000, 0));
    }
}
