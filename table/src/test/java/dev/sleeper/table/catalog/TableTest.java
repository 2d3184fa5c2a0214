package dev.sleeper.table.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.log.Cause;
import dev.sleeper.log.Clean.Cleaned;
import dev.sleeper.log.CommitResult;
import dev.sleeper.log.CommitResult.AlreadyCommitted;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.CommitResult.Rejected;
import dev.sleeper.log.CommitResult.Unknown;
import dev.sleeper.log.Freshness;
import dev.sleeper.log.LogGoneException;
import dev.sleeper.log.SameThread;
import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.FaultSchedule;
import dev.sleeper.objectstore.FaultyObjectStore;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.objectstore.StoreOperation;
import dev.sleeper.objectstore.VersionedObject;
import dev.sleeper.table.Change.DropTable;
import dev.sleeper.table.Change.SetOptions;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.NewTable;
import dev.sleeper.table.PartitionTree;
import dev.sleeper.table.TableState;
import dev.sleeper.table.Tables;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final String LOG = "tables/table-id/_delta_log/";

    private final ManualTimekeeper clock = new ManualTimekeeper();
    private final InMemoryObjectStore store = new InMemoryObjectStore(clock);
    private final FaultyObjectStore counted = new FaultyObjectStore(store, FaultSchedule.none(), clock, new Random(1));
    private final Table table = open(counted, clock, 1);

    @BeforeEach
    void create() {
        PartitionTree tree = PartitionTree.create(List.of(), () -> "p");
        assertThat(table.create(new NewTable(Tables.metadata(), tree))).isEqualTo(new Committed(0));
    }

    @Test
    void anotherServerSeesWhatWasCommitted() {
        table.commit(Tables.add("job", Tables.file(5)));

        TableState seen = open(store, clock, 2).read(Freshness.FRESH);

        assertThat(seen.version()).isEqualTo(1);
        assertThat(seen.files()).containsExactly(Tables.file(5));
        assertThat(seen).isEqualTo(table.read(Freshness.FRESH));
    }

    @Test
    void theSameJobAgainIsNotWrittenAgain() {
        table.commit(Tables.add("job", Tables.file(5)));

        CommitResult again = open(store, clock, 2).commit(Tables.add("job", Tables.file(6)));

        assertThat(again).isEqualTo(new AlreadyCommitted(1));
        assertThat(table.read(Freshness.FRESH).fileCount()).isEqualTo(1);
    }

    @Test
    void aChangeThatDoesNotFitIsRejectedByTheNewestState() {
        Table behind = open(store, clock, 2);
        behind.read(Freshness.FRESH);
        table.commit(Tables.add("job", Tables.file(5)));

        CommitResult result = behind.commit(Tables.add("another", Tables.file(5)));

        assertThat(result).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.cause()).isEqualTo(Cause.REFUSED);
            assertThat(rejected.reason()).contains("is part of the table already");
        });
    }

    @Test
    void aChangeThatNoEntryHasRoomForIsRejectedAsTooLarge() {
        DataFile[] files =
                LongStream.rangeClosed(1, 100_000).mapToObj(Tables::file).toArray(DataFile[]::new);

        CommitResult result = table.commit(Tables.add("job", files));

        assertThat(result).isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.cause())
                .isEqualTo(Cause.TOO_LARGE));
    }

    @Test
    void aFreshReadLooksForTheNextEntryAndAtTheBoundary() {
        table.read(Freshness.FRESH);
        long before = counted.calls(StoreOperation.GET);

        table.read(Freshness.FRESH);

        assertThat(counted.calls(StoreOperation.GET) - before).isEqualTo(2);
    }

    @Test
    void aCommitPutsOneEntryAndReadsTheBoundary() {
        table.commit(Tables.add("first", Tables.file(4)));
        long gets = counted.calls(StoreOperation.GET);
        long puts = counted.calls(StoreOperation.PUT);

        table.commit(Tables.add("job", Tables.file(5)));

        assertThat(counted.calls(StoreOperation.GET) - gets).isEqualTo(1);
        assertThat(counted.calls(StoreOperation.PUT) - puts).isEqualTo(1);
    }

    @Test
    void aReadThatMayBeStaleAsksNothingUntilItIsTooStale() {
        table.read(Freshness.FRESH);
        open(store, clock, 2).commit(Tables.add("job", Tables.file(5)));
        Freshness tenSeconds = new Freshness(0, Duration.ofSeconds(10));

        clock.advance(Duration.ofSeconds(9));
        assertThat(table.read(tenSeconds).version()).isZero();

        clock.advance(Duration.ofSeconds(2));
        assertThat(table.read(tenSeconds).version()).isEqualTo(1);
    }

    @Test
    void aRepeatedJobDoesNotMakeAnOldStateLookNew() {
        table.commit(Tables.add("job", Tables.file(5)));
        clock.advance(Duration.ofMinutes(1));
        open(store, clock, 2).commit(Tables.add("other", Tables.file(6)));

        table.commit(Tables.add("job", Tables.file(5)));

        assertThat(table.read(new Freshness(0, Duration.ofSeconds(30))).version())
                .isEqualTo(2);
    }

    @Test
    void aReadOfALaterVersionIsNeverStale() {
        table.read(Freshness.FRESH);
        open(store, clock, 2).commit(Tables.add("job", Tables.file(5)));

        assertThat(table.read(new Freshness(1, Duration.ofDays(1))).version()).isEqualTo(1);
        assertThatThrownBy(() -> table.read(new Freshness(2, Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Version 2 was asked for, but the newest is 1");
    }

    @Test
    void anEntryOfAnotherProgramStopsWritesAndReadsGoOnBeforeIt() {
        table.commit(Tables.add("job", Tables.file(5)));
        String entry =
                "{\"commitInfo\":{\"engineInfo\":\"other-engine/1.0\"}}\n{\"txn\":{\"appId\":\"x\",\"version\":1}}\n";
        store.putIfAbsent(LOG + "00000000000000000002.json", entry.getBytes(StandardCharsets.UTF_8));

        CommitResult result = table.commit(Tables.add("later", Tables.file(6)));

        assertThat(result).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.cause()).isEqualTo(Cause.BLOCKED);
            assertThat(rejected.reason()).contains("entry 2", "other-engine/1.0", "administrator");
        });
        assertThat(table.read(Freshness.FRESH).version()).isEqualTo(1);
        store.delete(LOG + "00000000000000000002.json");
        assertThat(table.commit(Tables.add("later", Tables.file(6)))).isEqualTo(new Committed(2));
    }

    @Test
    void aDamagedEntryIsNamedAndNotReadOver() {
        store.putIfAbsent(LOG + "00000000000000000001.json", "{\"commitInfo\":".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> table.read(Freshness.FRESH))
                .isInstanceOf(CorruptTableException.class)
                .hasMessageContaining("entry 1 is damaged");
        assertThat(table.commit(Tables.add("job", Tables.file(5))))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.cause()).isEqualTo(Cause.DAMAGED));
    }

    @Test
    void aTableWithoutItsBoundaryIsGone() {
        store.delete(LOG + "_sleeper/boundary");

        assertThatThrownBy(() -> open(store, clock, 2).read(Freshness.FRESH))
                .isInstanceOf(LogGoneException.class)
                .hasMessageContaining("boundary is missing");
    }

    @Test
    void aHundredEntriesMakeACheckpointThatLoadingBeginsWith() {
        commitMany(0, 150);
        FaultyObjectStore other = new FaultyObjectStore(store, FaultSchedule.none(), clock, new Random(1));

        TableState loaded = open(other, clock, 2).read(Freshness.FRESH);

        assertThat(loaded).isEqualTo(table.read(Freshness.FRESH));
        assertThat(other.calls(StoreOperation.GET)).isLessThan(80);
        assertThat(names("_sleeper/")).hasSize(2);
    }

    @Test
    void whatAnotherProgramDoesToTheCopiesOfCheckpointsHarmsNothing() {
        commitMany(0, 120);
        List<String> copies = names("0").stream()
                .filter(name -> name.endsWith(".checkpoint.parquet"))
                .toList();
        assertThat(copies).hasSize(1);
        replace(copies.getFirst(), "not a checkpoint of ours");
        replace("_last_checkpoint", "{\"version\":5,\"size\":1}");
        store.putIfAbsent(LOG + "00000000000000000110.checkpoint.parquet", new byte[] {1});

        assertThat(open(store, clock, 2).read(Freshness.FRESH)).isEqualTo(table.read(Freshness.FRESH));
        clock.advance(Duration.ofMinutes(2));
        commitMany(120, 250);
        assertThat(open(store, clock, 3).read(Freshness.FRESH).version()).isEqualTo(250);
        VersionedObject last = store.get(LOG + "_last_checkpoint").orElseThrow();
        assertThat(new String(last.content(), StandardCharsets.UTF_8)).contains("\"version\":199");
    }

    @Test
    void maintenanceDeletesEntriesThatAnOldCheckpointContainsAndKeepsAnHour() {
        commitMany(0, 120);
        clock.advance(Duration.ofMinutes(50));
        commitMany(120, 240);
        table.maintain();
        assertThat(names("0")).contains("00000000000000000000.json");

        clock.advance(Duration.ofMinutes(20));
        table.maintain();

        assertThat(names("0")).doesNotContain("00000000000000000050.json").contains("00000000000000000150.json");
        assertThat(open(store, clock, 2).read(Freshness.FRESH)).isEqualTo(table.read(Freshness.FRESH));
        assertThat(table.commit(Tables.add("later", Tables.file(10_000)))).isEqualTo(new Committed(241));
    }

    @Test
    void entriesStayUntilReadersOfOtherMakesHaveACopyOfTheCheckpoint() {
        AtomicBoolean refusing = new AtomicBoolean(true);
        FaultSchedule schedule = (operation, path, number) ->
                refusing.get() && operation == StoreOperation.CREATE && path.matches(LOG + "\\d+\\.checkpoint.parquet")
                        ? Fault.ERROR_BEFORE
                        : Fault.NONE;
        Table refused = open(new FaultyObjectStore(store, schedule, clock, new Random(1)), clock, 2);
        commitMany(refused, 0, 120);
        clock.advance(Duration.ofMinutes(70));
        commitMany(refused, 120, 240);

        assertThat(refused.maintain()).isInstanceOf(Cleaned.Stopped.class);
        assertThat(names("0")).contains("00000000000000000000.json").noneMatch(name -> name.contains("checkpoint"));

        refusing.set(false);
        assertThat(refused.maintain()).isEqualTo(new Cleaned.Through(98, 99));
        assertThat(names("0"))
                .contains("00000000000000000199.checkpoint.parquet")
                .doesNotContain("00000000000000000098.json")
                .contains("00000000000000000099.json");
    }

    @Test
    void aCopyOfTheCheckpointThatAnotherProgramDeletedIsMadeAgainBeforeEntriesGo() {
        commitMany(0, 120);
        clock.advance(Duration.ofMinutes(70));
        commitMany(120, 240);
        names("").stream()
                .filter(name -> name.equals("_last_checkpoint") || name.matches("\\d+\\.checkpoint.*"))
                .forEach(name -> store.delete(LOG + name));

        assertThat(table.maintain()).isInstanceOf(Cleaned.Through.class);

        assertThat(names("0"))
                .contains("00000000000000000199.checkpoint.parquet")
                .doesNotContain("00000000000000000000.json");
        VersionedObject last = store.get(LOG + "_last_checkpoint").orElseThrow();
        assertThat(new String(last.content(), StandardCharsets.UTF_8)).contains("\"version\":199");
    }

    @Test
    void aServerWhoseClockIsOffRefusesToWriteAndSaysWhatToDo() {
        ManualTimekeeper wrong = new ManualTimekeeper();
        wrong.set(clock.now().plus(Duration.ofMinutes(6)));
        Table onWrongMachine = open(store, wrong, 2);

        CommitResult result = onWrongMachine.commit(Tables.add("job", Tables.file(5)));

        assertThat(result).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.cause()).isEqualTo(Cause.CLOCK);
            assertThat(rejected.reason()).contains("360 s ahead of the store's", "NTP");
        });
        assertThat(onWrongMachine.read(Freshness.FRESH).version()).isZero();
        wrong.set(clock.now());
        assertThat(onWrongMachine.commit(Tables.add("job", Tables.file(5)))).isEqualTo(new Committed(1));
    }

    @Test
    void aServerWhoseClockIsBehindTheNewestFileRefusesToWrite() {
        Instant now = clock.now();
        clock.set(now.plus(Duration.ofHours(1)));
        long future = clock.now().toEpochMilli() - Tables.CREATED;
        assertThat(table.commit(Tables.add("ahead", Tables.file(future)))).isEqualTo(new Committed(1));
        clock.set(now);

        assertThat(table.commit(Tables.add("job", Tables.file(5)))).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.cause()).isEqualTo(Cause.CLOCK);
            assertThat(rejected.reason())
                    .contains(Instant.ofEpochMilli(Tables.CREATED + future).toString());
        });
    }

    @Test
    void nothingIsReadFromOrWrittenToADroppedTable() {
        Table other = open(store, clock, 2);
        other.read(Freshness.FRESH);
        table.commit(new DropTable(clock.now().toEpochMilli()));
        table.close();

        SetOptions change = new SetOptions(Map.of("sleeper.x", "y"), Set.of());
        assertThat(other.commit(change)).isInstanceOf(Unknown.class);
        assertThat(other.commit(change)).isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.cause())
                .isEqualTo(Cause.GONE));
        assertThatThrownBy(() -> other.read(Freshness.FRESH)).isInstanceOf(LogGoneException.class);
        assertThatThrownBy(() -> open(store, clock, 3).read(Freshness.FRESH)).isInstanceOf(LogGoneException.class);
    }

    private void commitMany(int from, int to) {
        commitMany(table, from, to);
    }

    private static void commitMany(Table server, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(server.commit(Tables.add("job-" + i, Tables.file(i + 10))))
                    .isEqualTo(new Committed(i + 1L));
        }
    }

    private List<String> names(String prefix) {
        return store.list(LOG + prefix, "", 1_000).stream()
                .map(ObjectSummary::path)
                .map(path -> path.substring(LOG.length()))
                .toList();
    }

    private void replace(String name, String content) {
        VersionedObject old = store.get(LOG + name).orElseThrow();
        store.compareAndSwap(LOG + name, old.version(), content.getBytes(StandardCharsets.UTF_8));
    }

    private static Table open(ObjectStore store, ManualTimekeeper clock, long seed) {
        return Table.open(store, SameThread.environment(clock, seed), new ClockCheck(store, clock), 100, "table-id");
    }
}
