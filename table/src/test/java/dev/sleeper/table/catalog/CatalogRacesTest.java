package dev.sleeper.table.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.log.Cause;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.CommitResult.Rejected;
import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.ForwardingObjectStore;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.SwapOutcome;
import dev.sleeper.objectstore.Version;
import dev.sleeper.objectstore.VersionedObject;
import dev.sleeper.table.Change.AddFiles;
import dev.sleeper.table.Change.DropTable;
import dev.sleeper.table.Tables;
import dev.sleeper.table.catalog.CatalogResult.Done;
import dev.sleeper.table.catalog.CatalogResult.Failed;
import dev.sleeper.table.catalog.CatalogResult.NameTaken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a catalog does when something comes between two of its steps, or is not as it should be.
class CatalogRacesTest {
    private final ManualTimekeeper clock = new ManualTimekeeper();
    private final ObjectStore store = new InMemoryObjectStore(clock);
    private final SystemEnvironment system = SystemEnvironment.open();
    private final Catalog catalog = new Catalog(store, environment(), Tables.STATE_BYTES);

    @AfterEach
    void stop() {
        system.close();
        store.close();
    }

    @Test
    void nameIsNotTakenFromATableThatWasRenamedToItMeanwhile() {
        Table table = create("old");
        put("names/wanted", "{\"tableId\":\"" + table.id() + "\"}");
        Catalog late = new Catalog(
                new Intervening(store, "swap names/wanted", () -> assertThat(catalog.rename("old", "wanted"))
                        .isEqualTo(new Done(table))),
                environment(),
                Tables.STATE_BYTES);

        assertThat(late.create("wanted", Tables.NUMBERS, List.of(), Map.of())).isEqualTo(new NameTaken("wanted"));
        assertThat(catalog.list()).containsExactly(Map.entry("wanted", table.id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"get tables/.*/boundary", "put tables/.*/0{20}\\.json"})
    void tableThatIsSweptAwayWhileItsMakerSleepsMayBeMadeAgain(String asleepBefore) {
        Catalog sleeping = new Catalog(
                new Intervening(store, asleepBefore, () -> {
                    clock.advance(Duration.ofDays(8));
                    catalog.sweep();
                }),
                environment(),
                Tables.STATE_BYTES);

        assertThat(sleeping.create("numbers", Tables.NUMBERS, List.of(), Map.of()))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.cause()).isEqualTo(Cause.BUSY));
        assertThat(sleeping.create("numbers", Tables.NUMBERS, List.of(), Map.of()))
                .isInstanceOf(Done.class);
    }

    @Test
    void tableThatGetsItsOldNameBackMeanwhileKeepsIt() {
        Table table = create("old");
        Catalog slow = new Catalog(
                new Intervening(store, "swap names/old", () -> assertThat(catalog.rename("new", "old"))
                        .isEqualTo(new Done(table))),
                environment(),
                Tables.STATE_BYTES);

        assertThat(slow.rename("old", "new")).isInstanceOf(Done.class);
        assertThat(catalog.list()).containsExactly(Map.entry("old", table.id()));
    }

    @Test
    void sweepLeavesAnEmptyTableThatIsRenamedMeanwhile() {
        Table table = create("old");
        clock.advance(Duration.ofDays(8));
        Catalog sweeping = new Catalog(
                new Intervening(store, "get names/old", () -> catalog.rename("old", "new")),
                environment(),
                Tables.STATE_BYTES);

        sweeping.sweep();

        assertThat(catalog.list()).containsExactly(Map.entry("new", table.id()));
    }

    @Test
    void tableIsDroppedThoughTheProcessStopsBeforeItsFilesAreDeleted() {
        create("numbers");
        Catalog stopping = new Catalog(
                new Intervening(store, "swap names/numbers", system::close), environment(), Tables.STATE_BYTES);

        assertThat(stopping.drop("numbers")).isInstanceOf(Done.class);
        assertThat(catalog.list()).isEmpty();
    }

    @Test
    void damagedTableIsListedAndHindersNoSweep() {
        Table damaged = create("damaged");
        Table dropped = create("dropped");
        put(Table.logDirectory(damaged.id()) + "00000000000000000001.json", "{");
        put("names/broken", "{");
        put(Table.DIRECTORY + "stray", "");
        dropped.commit(new DropTable(1));

        Catalog elsewhere = new Catalog(store, environment(), Tables.STATE_BYTES);
        elsewhere.sweep();

        assertThat(elsewhere.list()).containsExactly(Map.entry("damaged", damaged.id()));
        assertThat(store.list(Table.directory(dropped.id()), "", 10))
                .allMatch(left -> left.path().endsWith("/boundary"));
    }

    @Test
    void versionThatDoesNotExistIsAnErrorAtTheFirstLookToo() {
        create("numbers");
        Catalog elsewhere = new Catalog(store, environment(), Tables.STATE_BYTES);

        assertThatThrownBy(() -> elsewhere.find("numbers", new Freshness(7, Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7");
    }

    @Test
    void fileFromTheFutureIsNotCommitted() {
        Table table = create("numbers");
        long future = clock.now().plus(Duration.ofDays(1)).toEpochMilli();
        AddFiles write = Tables.add("job", Tables.file(future - Tables.CREATED));

        assertThat(table.commit(write)).isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.cause())
                .isEqualTo(Cause.CLOCK));
        clock.advance(Duration.ofDays(1));
        assertThat(table.commit(write)).isInstanceOf(Committed.class);
    }

    private Table create(String name) {
        return ((Done) catalog.create(name, Tables.NUMBERS, List.of(), Map.of())).table();
    }

    private void put(String path, String content) {
        store.putIfAbsent(path, content.getBytes(StandardCharsets.UTF_8));
    }

    private Environment environment() {
        Environment real = system.environment();
        return new Environment(clock, real.random(), real.workers(), real.blocking(), real.background());
    }

    /// A store in which something happens once, just before an operation that a pattern describes.
    private static final class Intervening extends ForwardingObjectStore {
        private final Pattern operation;
        private final Runnable event;
        private boolean happened;

        Intervening(ObjectStore store, String operation, Runnable event) {
            super(store);
            this.operation = Pattern.compile(operation);
            this.event = event;
        }

        @Override
        public PutOutcome putIfAbsent(String path, byte[] content) {
            before("put " + path);
            return super.putIfAbsent(path, content);
        }

        @Override
        public Optional<VersionedObject> get(String path) {
            before("get " + path);
            return super.get(path);
        }

        @Override
        public SwapOutcome compareAndSwap(String path, Version expected, byte[] content) {
            before("swap " + path);
            return super.compareAndSwap(path, expected, content);
        }

        private void before(String next) {
            if (!happened && operation.matcher(next).matches()) {
                happened = true;
                event.run();
            }
        }
    }
}
