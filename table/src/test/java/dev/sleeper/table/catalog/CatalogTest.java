package dev.sleeper.table.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.Freshness;
import dev.sleeper.log.SameThread;
import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.FaultyObjectStore;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.table.Change.AddFiles;
import dev.sleeper.table.Change.DropTable;
import dev.sleeper.table.Change.RenameTable;
import dev.sleeper.table.NewTable;
import dev.sleeper.table.PartitionTree;
import dev.sleeper.table.TableMetadata;
import dev.sleeper.table.Tables;
import dev.sleeper.table.catalog.CatalogResult.Done;
import dev.sleeper.table.catalog.CatalogResult.NameTaken;
import dev.sleeper.table.catalog.CatalogResult.NotFound;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final String SOMEBODY = "a".repeat(26);

    private final ManualTimekeeper clock = new ManualTimekeeper();
    private final ObjectStore store = new InMemoryObjectStore(clock);
    private final SystemEnvironment system = SystemEnvironment.open();
    private final Catalog catalog = catalog();

    @AfterEach
    void stop() {
        system.close();
        store.close();
    }

    @Test
    void tableIsFoundByItsNameInEveryProcess() {
        Table table = create(catalog, "numbers");

        assertThat(found(catalog, "numbers")).contains(table.id());
        assertThat(found(catalog(), "numbers")).contains(table.id());
        assertThat(found(catalog, "other")).isEmpty();
        assertThat(catalog().list()).containsExactly(Map.entry("numbers", table.id()));
    }

    @Test
    void tableBeginsWithItsSplitPointsAndOptions() {
        catalog.create("numbers", Tables.NUMBERS, List.of(Tables.key(5)), Map.of("sleeper.x", "1"));

        FoundTable table = catalog().find("numbers", Freshness.FRESH).orElseThrow();
        assertThat(table.state().partitions().leafCount()).isEqualTo(2);
        assertThat(table.state().options()).containsExactly(Map.entry("sleeper.x", "1"));
        assertThat(table.state().schema()).isEqualTo(Tables.NUMBERS);
    }

    @Test
    void takenNameIsRefusedAndLeavesNoSecondTable() {
        Table first = create(catalog, "numbers");

        assertThat(make(catalog(), "numbers")).isEqualTo(new NameTaken("numbers"));
        assertThat(catalog.list()).containsExactly(Map.entry("numbers", first.id()));
    }

    @Test
    void illegalNamesAndOptionsAreRefusedBeforeAnythingIsWritten() {
        assertThatThrownBy(() -> make(catalog, "../up")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> catalog.create("n", Tables.NUMBERS, List.of(), Map.of("delta.x", "1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.list("", "", 10)).isEmpty();
    }

    @Test
    void renamedTableIsFoundByItsNewNameAlone() {
        Table table = create(catalog, "old");
        Catalog elsewhere = catalog();
        assertThat(found(elsewhere, "old")).contains(table.id());

        assertThat(catalog.rename("old", "new")).isEqualTo(new Done(table));

        assertThat(found(elsewhere, "old")).isEmpty();
        assertThat(found(elsewhere, "new")).contains(table.id());
        assertThat(catalog.list()).containsOnlyKeys("new");
    }

    @Test
    void nameOfARenamedTableMayBeUsedAgain() {
        Table first = create(catalog, "numbers");
        Catalog elsewhere = catalog();
        assertThat(found(elsewhere, "numbers")).contains(first.id());
        catalog.rename("numbers", "old_numbers");

        Table second = create(catalog, "numbers");

        assertThat(found(elsewhere, "numbers")).contains(second.id());
        assertThat(found(elsewhere, "old_numbers")).contains(first.id());
    }

    @Test
    void renamingToATakenNameOrFromNoneChangesNothing() {
        Table one = create(catalog, "one");
        create(catalog, "two");

        assertThat(catalog.rename("one", "two")).isEqualTo(new NameTaken("two"));
        assertThat(catalog.rename("none", "three")).isEqualTo(new NotFound("none"));
        assertThat(catalog.rename("one", "one")).isEqualTo(new Done(one));
        assertThatThrownBy(() -> catalog.rename("one", "Three")).isInstanceOf(IllegalArgumentException.class);
        assertThat(catalog.list()).containsOnlyKeys("one", "two");
    }

    @Test
    void nameThatLeadsToATableOfAnotherNameIsFree() {
        Table table = create(catalog, "numbers");
        put("names/stale", "{\"tableId\":\"" + table.id() + "\"}");
        put("names/nowhere", "{\"tableId\":\"" + SOMEBODY + "\"}");
        put("names/released", "{\"tableId\":null}");

        assertThat(catalog.list()).containsOnlyKeys("numbers");
        assertThat(found(catalog, "stale")).isEmpty();
        for (String name : List.of("stale", "nowhere", "released")) {
            Table made = create(catalog, name);
            assertThat(found(catalog(), name)).contains(made.id());
        }
    }

    @Test
    void damagedNameIsAnErrorThatNamesTheObject() {
        put("names/broken", "{");

        assertThatThrownBy(() -> found(catalog, "broken")).hasMessageContaining("names/broken");
        assertThatThrownBy(() -> make(catalog, "broken")).hasMessageContaining("names/broken");
    }

    @Test
    void droppedTableIsGoneWithAllItsObjects() {
        Catalog own = new Catalog(store, SameThread.environment(clock, 1), Tables.STATE_BYTES);
        Table table = create(own, "numbers");
        Catalog elsewhere = catalog();
        FoundTable seen = elsewhere.find("numbers", Freshness.FRESH).orElseThrow();
        put(Table.directory(table.id()) + "root/file.parquet", "rows");

        assertThat(own.drop("numbers")).isInstanceOf(Done.class);

        assertThat(found(elsewhere, "numbers")).isEmpty();
        assertThat(own.drop("numbers")).isEqualTo(new NotFound("numbers"));
        assertThat(pathsButBoundaries(Table.DIRECTORY)).isEmpty();
        assertThat(seen.table().commit(new AddFiles("job", 1, List.of()))).isNotInstanceOf(Committed.class);
    }

    @Test
    void deletingADroppedTableEndsWithTheProcessAndTheNextSweepGoesOn() {
        Environment stopping = SameThread.environment(clock, 1);
        Catalog own = new Catalog(store, stopping, Tables.STATE_BYTES);
        create(own, "numbers");
        stopping.blocking().shutdown();

        assertThat(own.drop("numbers")).isInstanceOf(Done.class);
        assertThat(paths(Table.DIRECTORY)).isNotEmpty();
        own.sweep();
        assertThat(paths(Table.DIRECTORY)).isNotEmpty();

        catalog().sweep();
        assertThat(pathsButBoundaries(Table.DIRECTORY)).isEmpty();
    }

    @Test
    void whatAWriterStoresAfterADropIsSweptAsLongAsOneMayBeAtIt() {
        Catalog own = new Catalog(store, SameThread.environment(clock, 1), Tables.STATE_BYTES);
        Table table = create(own, "numbers");
        own.drop("numbers");
        put(Table.directory(table.id()) + "root/late.parquet", "rows");

        clock.advance(Duration.ofDays(1));
        catalog().sweep();
        assertThat(paths(Table.DIRECTORY)).containsExactly(Table.logDirectory(table.id()) + "_sleeper/boundary");

        clock.advance(Duration.ofDays(30));
        catalog().sweep();
        assertThat(paths(Table.DIRECTORY)).isEmpty();
    }

    @Test
    void droppedNameMayBeUsedAgain() {
        create(catalog, "numbers");
        catalog.drop("numbers");

        Table second = create(catalog, "numbers");

        assertThat(catalog().list()).containsExactly(Map.entry("numbers", second.id()));
    }

    @Test
    void sweepDeletesWhatADropThatBrokeOffHasLeft() {
        Table kept = create(catalog, "kept");
        Table table = create(catalog, "numbers");
        put(Table.directory(table.id()) + "root/file.parquet", "rows");
        table.commit(new DropTable(1));

        catalog().sweep();

        assertThat(pathsButBoundaries(Table.DIRECTORY))
                .isNotEmpty()
                .allMatch(path -> path.startsWith(Table.directory(kept.id())));
        assertThat(catalog.list()).containsOnlyKeys("kept");
    }

    @Test
    void sweepEndsATableThatNeverGotItsNameButNotBeforeTheRetention() {
        create(catalog, "kept");
        Table nameless = nameless("unnamed");

        clock.advance(Duration.ofDays(6));
        catalog().sweep();
        assertThat(paths(Table.directory(nameless.id()))).isNotEmpty();

        clock.advance(Duration.ofDays(2));
        new Catalog(store, SameThread.environment(clock, 1), Tables.STATE_BYTES).sweep();
        assertThat(pathsButBoundaries(Table.directory(nameless.id()))).isEmpty();
        assertThat(catalog.list()).containsOnlyKeys("kept");
    }

    @Test
    void sweepEndsATableWhoseFirstEntryWasNeverWrittenAndGoesOn() {
        Environment environment = SameThread.environment(clock, 1);
        ObjectStore broken = new FaultyObjectStore(
                store,
                (operation, path, number) -> path.endsWith(".json") ? Fault.ERROR_BEFORE : Fault.NONE,
                clock,
                new Random(1));
        make(new Catalog(broken, environment, Tables.STATE_BYTES), "unmade");
        Table dropped = create(catalog, "numbers");
        dropped.commit(new DropTable(1));
        assertThat(paths(Table.DIRECTORY)).hasSize(4);

        for (int sweep = 0; sweep < 2; sweep++) {
            clock.advance(Duration.ofDays(31));
            new Catalog(store, environment, Tables.STATE_BYTES).sweep();
        }

        assertThat(paths(Table.DIRECTORY)).isEmpty();
    }

    @Test
    void sweepLeavesATableWhoseFirstEntryIsLost() {
        Table damaged = create(catalog, "numbers");
        damaged.commit(new AddFiles("job", 1, List.of()));
        put(Table.directory(damaged.id()) + "root/file.parquet", "rows");
        store.delete(Table.logDirectory(damaged.id()) + "00000000000000000000.json");

        clock.advance(Duration.ofDays(31));
        new Catalog(store, SameThread.environment(clock, 1), Tables.STATE_BYTES).sweep();

        assertThat(paths(Table.directory(damaged.id()))).hasSize(3);
    }

    @Test
    void sweepNamesATableAgainThatLostItsNameInARace() {
        Table table = create(catalog, "numbers");
        table.commit(new RenameTable("numbers", "wanted"));
        Table other = create(catalog, "wanted");

        catalog().sweep();

        assertThat(catalog().list())
                .containsExactlyInAnyOrderEntriesOf(Map.of("table-" + table.id(), table.id(), "wanted", other.id()));
    }

    @Test
    void sweepCompletesARenameThatBrokeOff() {
        Table table = create(catalog, "numbers");
        table.commit(new RenameTable("numbers", "wanted"));

        catalog().sweep();

        assertThat(catalog().list()).containsExactly(Map.entry("wanted", table.id()));
    }

    @Test
    void oneOfManyMakersGetsTheName() throws Exception {
        List<CatalogResult> results = inParallel(8, index -> make(catalog(), "numbers"));

        assertThat(results).filteredOn(Done.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(NameTaken.class::isInstance).hasSize(7);
        assertThat(catalog.list()).hasSize(1);
    }

    @Test
    void racingRenamesLeaveEveryTableItsOwnName() throws Exception {
        List<String> names = List.of("a", "b", "c", "d");
        for (int round = 0; round < 20; round++) {
            for (String name : names.subList(0, 3)) {
                if (found(catalog, name).isEmpty() && catalog.list().size() < 3) {
                    create(catalog, name);
                }
            }
            long seed = round;
            inParallel(4, index -> {
                Random random = new Random(seed * 31 + index);
                Catalog own = catalog();
                CatalogResult last = new NotFound("");
                for (int i = 0; i < 5; i++) {
                    last = own.rename(names.get(random.nextInt(4)), names.get(random.nextInt(4)));
                }
                return last;
            });

            Map<String, String> found = catalog().list();
            assertThat(found).as("seed %d", seed).hasSize(3);
            assertThat(found.values()).doesNotHaveDuplicates();
        }
    }

    private Table nameless(String name) {
        Environment environment = environment();
        Table table = Table.open(store, environment, new ClockCheck(store, clock), 100, environment.randomId());
        TableMetadata metadata = new TableMetadata(
                table.id(), name, 0, Tables.NUMBERS, Map.of(), 0, clock.now().toEpochMilli());
        table.create(new NewTable(metadata, PartitionTree.create(List.of(), environment::randomId)));
        return table;
    }

    private static List<CatalogResult> inParallel(int count, Work work)
            throws InterruptedException, ExecutionException {
        try (ExecutorService executor = Executors.newFixedThreadPool(count)) {
            List<Future<CatalogResult>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int index = i;
                running.add(executor.submit(() -> work.run(index)));
            }
            List<CatalogResult> results = new ArrayList<>();
            for (Future<CatalogResult> result : running) {
                results.add(result.get());
            }
            return results;
        }
    }

    private interface Work {
        CatalogResult run(int index);
    }

    private Catalog catalog() {
        return new Catalog(store, environment(), Tables.STATE_BYTES);
    }

    private Environment environment() {
        Environment real = system.environment();
        return new Environment(clock, real.random(), real.workers(), real.blocking(), real.background());
    }

    private static Table create(Catalog catalog, String name) {
        return ((Done) make(catalog, name)).table();
    }

    private static CatalogResult make(Catalog catalog, String name) {
        return catalog.create(name, Tables.NUMBERS, List.of(), Map.of());
    }

    private static Optional<String> found(Catalog catalog, String name) {
        return catalog.find(name, Freshness.FRESH).map(table -> table.table().id());
    }

    private void put(String path, String content) {
        store.putIfAbsent(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /// The boundary of a dropped table stays for a while.
    private List<String> pathsButBoundaries(String prefix) {
        return paths(prefix).stream()
                .filter(path -> !path.endsWith("/boundary"))
                .toList();
    }

    private List<String> paths(String prefix) {
        return store.list(prefix, "", 1_000).stream().map(ObjectSummary::path).toList();
    }
}
