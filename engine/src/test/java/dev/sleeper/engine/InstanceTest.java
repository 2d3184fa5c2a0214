package dev.sleeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.FaultyObjectStore;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.StoreOperation;
import dev.sleeper.objectstore.VersionedObject;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceTest {
    private static final Schema SCHEMA = Schema.of(
            List.of(Field.required("key", PrimitiveType.INT), Field.required("value", PrimitiveType.STRING)),
            List.of("key"),
            List.of());

    @TempDir
    static Path directory = Path.of("");

    private final TestInstance test = TestInstance.open(directory);
    private final Instance instance = test.instance();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aTableIsMadeDescribedListedRenamedAndDropped() {
        TableDescription made = instance.createTable(new TableDefinition("people", SCHEMA, List.of(10, 20)));
        test.write("people", "job", List.of(List.of(1, "a"), List.of(15, "b")));

        TableDescription described = instance.describe("people");
        assertThat(described.id()).isEqualTo(made.id());
        assertThat(described.location().toString()).isEqualTo("memory:///tables/" + made.id());
        assertThat(described.leaves()).isEqualTo(3);
        assertThat(described.rows()).isEqualTo(2);
        assertThat(instance.tables()).isEqualTo(Map.of("people", made.id()));

        assertThat(instance.rename("people", "persons").name()).isEqualTo("persons");
        assertThat(instance.tables()).containsOnlyKeys("persons");
        assertThat(test.query(Query.all("persons"))).hasSize(2);

        instance.drop("persons");
        assertThat(instance.tables()).isEmpty();
        assertProblem(() -> instance.describe("persons"), Code.TABLE_NOT_FOUND, "persons");
    }

    @Test
    void aTableIsFoundByItsIdWhateverItIsCalled() {
        String id = "id:"
                + instance.createTable(new TableDefinition("people", SCHEMA, List.of()))
                        .id();
        instance.rename("people", "persons");
        instance.createTable(new TableDefinition("people", SCHEMA, List.of()));

        test.write(id, "job", List.of(List.of(1, "a")));

        assertThat(instance.describe(id).name()).isEqualTo("persons");
        assertThat(test.query(Query.all("persons"))).hasSize(1);
        assertThat(test.query(Query.all("people"))).isEmpty();
        instance.drop("persons");
        assertProblem(() -> instance.beginWrite(id, "job"), Code.TABLE_NOT_FOUND, id);
        assertProblem(() -> instance.describe("id:../tables"), Code.TABLE_NOT_FOUND, "there cannot be");
        assertProblem(() -> instance.describe("id:" + "a".repeat(26)), Code.TABLE_NOT_FOUND, "There is no table");
    }

    @Test
    void whoAsksForATableThatIsNoneIsToldWhichThereAre() {
        assertThat(hint("words")).isEqualTo("There are no tables yet. Create it first, with its fields and row keys.");

        List.of("cities", "dropped", "words").forEach(this::create);
        instance.drop("dropped");

        assertThat(hint("wrods")).isEqualTo("Did you mean words?");
        assertThat(hint("people"))
                .isEqualTo("The tables are cities, words. Or create it first, with its fields and row keys.");
        assertThat(hint("dropped")).startsWith("The tables are cities, words.");
        assertThat(hint("id:" + "a".repeat(26))).startsWith("List the tables");

        for (int i = 0; i < 11; i++) {
            create("another" + i);
        }

        assertThat(hint("people")).contains("another8, …. Or create it").doesNotContain("cities");
    }

    @Test
    void aTableThatIsNoneIsNotFoundAlsoWhenTheOthersCannotBeListed() {
        AtomicBoolean broken = new AtomicBoolean();
        try (TestInstance faulty = TestInstance.over(
                directory,
                made -> new FaultyObjectStore(
                        made.objects(),
                        (operation, path, number) ->
                                broken.get() && operation == StoreOperation.LIST ? Fault.ERROR_BEFORE : Fault.NONE,
                        made.clock(),
                        new Random(1)))) {
            broken.set(true);

            assertProblem(() -> faulty.instance().describe("words"), Code.TABLE_NOT_FOUND, "'words'");
        }
    }

    private String hint(String missing) {
        try {
            instance.describe(missing);
        } catch (RequestException e) {
            return e.hint();
        }
        throw new AssertionError(missing + " was found");
    }

    @Test
    void whatNoTableCanHaveIsRefused() {
        instance.createTable(new TableDefinition("taken", SCHEMA, List.of()));

        assertProblem(() -> create("taken"), Code.TABLE_EXISTS, "taken");
        assertProblem(() -> create("Upper"), Code.INVALID_NAME, "upper-case");
        assertProblem(() -> create("a", 20, 10), Code.INVALID_SPLIT_POINTS, "Split point 2");
        assertProblem(() -> create("a", "x"), Code.INVALID_SPLIT_POINTS, "no IntType");
        assertProblem(() -> instance.rename("missing", "b"), Code.TABLE_NOT_FOUND, "missing");
        assertThat(instance.tables()).containsOnlyKeys("taken");
    }

    @Test
    void queriesThatCannotBeAnsweredSayWhy() {
        create("t");
        test.write("t", "job", List.of(List.of(1, "a")));

        assertProblem(
                () -> test.query(Query.of("t", List.of(Region.exactly("value", "a")))),
                Code.INVALID_REGION,
                "value, which is no row key");
        assertProblem(
                () -> test.query(Query.of("t", List.of(Region.exactly("key", 1L + Integer.MAX_VALUE)))),
                Code.INVALID_REGION,
                "Region 1 has the value '2147483648' for field key");
        Region reversed = new Region(Map.of("key", FieldRange.between(2, 1)));
        assertProblem(
                () -> test.query(Query.of("t", List.of(reversed))), Code.INVALID_REGION, "minimum above its maximum");
        assertProblem(
                () -> test.query(Query.all("t").withColumns(List.of("other"))), Code.INVALID_QUERY, "no field other");
        assertProblem(() -> test.query(Query.all("t").withLimit(-1)), Code.INVALID_QUERY, "limit");
        Query future = new Query("t", List.of(), List.of(), Query.NO_LIMIT, 99, Duration.ZERO);
        assertProblem(() -> test.query(future), Code.INVALID_QUERY, "99");
        assertProblem(() -> instance.beginWrite("t", "line\nbreak"), Code.INVALID_JOB_ID, "job id");
        assertThat(instance.openOperations()).isZero();
    }

    @Test
    void aNameThatNoTableCanHaveIsNotFound() {
        for (String name : List.of("Upper", "with space", "../etc", "")) {
            assertProblem(() -> instance.describe(name), Code.TABLE_NOT_FOUND, name);
            assertProblem(() -> test.query(Query.all(name)), Code.TABLE_NOT_FOUND, "there cannot be");
            assertProblem(() -> instance.beginWrite(name, "job"), Code.TABLE_NOT_FOUND, "there cannot be");
            assertProblem(() -> instance.rename(name, "other"), Code.TABLE_NOT_FOUND, "there cannot be");
            assertProblem(() -> instance.drop(name), Code.TABLE_NOT_FOUND, "there cannot be");
        }
    }

    @Test
    void aStateOfAnyAgeWillDoWhereTheCallerSaysSo() {
        create("t");
        Query query = new Query("t", List.of(), List.of(), Query.NO_LIMIT, 0, Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(test.query(query)).isEmpty();
    }

    @Test
    void halfASurrogatePairIsNoTextInRegionsAndSplitPoints() {
        Schema schema = Schema.of(List.of(Field.required("key", PrimitiveType.STRING)), List.of("key"), List.of());
        instance.createTable(new TableDefinition("texts", schema, List.of()));

        assertProblem(
                () -> test.query(Query.of("texts", List.of(Region.exactly("key", "a\ud800")))),
                Code.INVALID_REGION,
                "Region 1 has the value");
        assertProblem(
                () -> instance.createTable(new TableDefinition("more", schema, List.of("\udc00"))),
                Code.INVALID_SPLIT_POINTS,
                "Split point 1");
    }

    @Test
    void keysOfMoreThan64KibibytesAreRefused() {
        Schema schema = Schema.of(
                List.of(Field.required("key", PrimitiveType.STRING), Field.required("value", PrimitiveType.STRING)),
                List.of("key"),
                List.of());
        instance.createTable(new TableDefinition("long", schema, List.of()));
        String longest = "x".repeat(1 << 16);

        test.write("long", "fits", List.of(List.of(longest, longest + "x")));
        assertProblem(
                () -> test.write("long", "too-long", List.of(List.of("a", "a"), List.of(longest + "x", "a"))),
                Code.INVALID_ROW,
                "Field key of record 2 has 65537 bytes");
        assertThat(test.query(Query.all("long"))).hasSize(1);
    }

    @Test
    void anInstanceIsTheSameWhenOpenedAgain() {
        EngineSettings settings = EngineSettings.of(directory, 1L << 30, 1_000, 0);
        instance.setProperty("sleeper.ingest.source.bucket", "one,two\\three");
        create("t");
        test.write("t", "job", List.of(List.of(1, "a")));

        try (Instance again = Instance.open(test.objects(), test.environment(), settings)) {
            assertThat(again.id()).isEqualTo(instance.id());
            assertThat(again.properties()).isEqualTo(Map.of("sleeper.ingest.source.bucket", "one,two\\three"));
            assertThat(again.describe("t").rows()).isEqualTo(1);
        }
    }

    @Test
    void unknownPropertiesAndBadValuesAreRefused() {
        assertProblem(() -> instance.setProperty("sleeper.other", "x"), Code.INVALID_PROPERTY, "sleeper.other");
        assertProblem(
                () -> instance.setProperty("sleeper.ingest.source.bucket", "a\nb"),
                Code.INVALID_PROPERTY,
                "control characters");
        assertThat(instance.properties()).isEmpty();
    }

    @Test
    void anInstanceOfANewerFormatIsRefused() {
        InMemoryObjectStore objects = test.objects();
        VersionedObject stored = objects.get("instance.properties").orElseThrow();
        String newer = new String(stored.content(), StandardCharsets.UTF_8).replace("version=1", "version=2");
        objects.compareAndSwap("instance.properties", stored.version(), newer.getBytes(StandardCharsets.UTF_8));

        assertProblem(
                () -> Instance.open(objects, test.environment(), EngineSettings.of(directory, 1L << 30, 1_000, 0)),
                Code.UNSUPPORTED_FORMAT,
                "format 2");
    }

    private void create(String name, Object... splitPoints) {
        instance.createTable(new TableDefinition(name, SCHEMA, List.of(splitPoints)));
    }

    private static void assertProblem(Runnable action, Code code, String message) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(RequestException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e).hasMessageContaining(message);
        });
    }
}
