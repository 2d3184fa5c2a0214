package dev.sleeper.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.Query;
import dev.sleeper.engine.compact.Compaction;
import dev.sleeper.engine.properties.TableProperty;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.objectstore.ForwardingObjectStore;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.objectstore.VersionedObject;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.Partition;
import dev.sleeper.table.TableState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an instance does with its tables by itself.
class BackgroundUpkeepTest {
    private static final Schema SCHEMA = Schema.of(
            List.of(Field.required("key", PrimitiveType.INT), Field.required("job", PrimitiveType.INT)),
            List.of("key"),
            List.of());

    @TempDir
    Path directory = Path.of("");

    private TestInstance test;

    @BeforeEach
    void open() {
        test = TestInstance.withUpkeep(directory);
        test.create("t", SCHEMA, List.of());
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void filesAreMergedAsTheyCome() {
        write(40);

        assertThat(state().fileCount()).isLessThan(8);
        assertThat(test.query(Query.all("t"))).hasSize(4_000);
        assertThat(test.instance().jobs("t")).isEmpty();
    }

    /// A virtual thread that computes keeps all others waiting that want its processor, requests among them.
    @Test
    void mergesTakeTurnsWithOtherThreads() {
        Set<Boolean> virtual = ConcurrentHashMap.newKeySet();
        try (TestInstance watched =
                TestInstance.withUpkeep(directory.resolve("watched"), own -> new ForwardingObjectStore(own.objects()) {
                    @Override
                    public ObjectWriter create(String path) {
                        virtual.add(Thread.currentThread().isVirtual());
                        return super.create(path);
                    }
                })) {
            watched.create("t", SCHEMA, List.of());
            for (int job = 0; job < 8; job++) {
                watched.write("t", "job-" + job, List.of(List.of(job, job)));
            }
            watched.awaitUpkeep();

            assertThat(watched.table("t").state().fileCount()).isLessThan(8);
        }
        assertThat(virtual).containsExactly(false);
    }

    @Test
    void aTableThatIsOfflineIsLeftAloneUntilItIsOnlineAgain() {
        set(TableProperty.ONLINE, "false");
        write(8);
        assertThat(state().fileCount()).isEqualTo(8);
        assertThat(test.instance().compact("t", true, progress -> {}).filesIn()).isEqualTo(8);
        write(8);

        set(TableProperty.ONLINE, "true");

        assertThat(state().fileCount()).isLessThan(8);
    }

    @Test
    void aLeafIsSplitOnceItHasTooManyRows() {
        set(TableProperty.SPLIT_THRESHOLD, "1000");
        set(TableProperty.ONLINE, "false");
        write(40);

        set(TableProperty.ONLINE, "true");

        assertThat(state().partitions().leafCount()).isGreaterThan(4);
        assertThat(test.query(Query.all("t"))).hasSize(4_000);
    }

    @Test
    void replacedFilesGoWhenTheirTimeHasCome() {
        write(4);
        assertThat(dataFiles()).isEqualTo(5);

        test.clock().advance(Duration.ofHours(6).plusSeconds(1));
        test.instance().tick();
        test.awaitUpkeep();

        assertThat(dataFiles()).isEqualTo(1);
        assertThat(state().tombstones()).isEmpty();
    }

    @Test
    void aDamagedFileIsLeftAloneAndTheOthersAreMerged() {
        set(TableProperty.ONLINE, "false");
        write(8);
        DataFile damaged = state().files().iterator().next();
        String path = test.table("t").table().path(damaged.location());
        byte[] content = test.objects().get(path).orElseThrow().content();
        content[100] ^= 1;
        test.objects().delete(path);
        test.objects().putIfAbsent(path, content);

        set(TableProperty.ONLINE, "true");

        assertThat(state().fileCount()).isEqualTo(2);
        assertThat(state().file(damaged.location())).isPresent();
        assertThat(test.instance().damagedFiles("t")).containsOnlyKeys(path);
    }

    @Test
    void aTableWhoseMergesFailAgainAndAgainIsLookedAtLessAndLess() {
        AtomicInteger requests = new AtomicInteger();
        AtomicBoolean full = new AtomicBoolean();
        try (TestInstance failing =
                TestInstance.withUpkeep(directory.resolve("failing"), own -> new ForwardingObjectStore(own.objects()) {
                    @Override
                    public ObjectWriter create(String path) {
                        if (full.get()) {
                            throw new StoreUnavailableException("The disk is full", null);
                        }
                        return super.create(path);
                    }

                    @Override
                    public Optional<VersionedObject> get(String path) {
                        requests.incrementAndGet();
                        return super.get(path);
                    }
                })) {
            failing.create("t", SCHEMA, List.of());
            failing.instance().setTableProperty("t", TableProperty.ONLINE.text(), "false");
            for (int job = 0; job < 4; job++) {
                failing.write("t", "job-" + job, List.of(List.of(job, job)));
            }
            full.set(true);
            failing.instance().setTableProperty("t", TableProperty.ONLINE.text(), "true");
            int firstHour = requestsOfAnHour(failing, requests);
            int secondHour = requestsOfAnHour(failing, requests);

            assertThat(secondHour).isLessThan(firstHour).isLessThan(30);
        }
    }

    private static int requestsOfAnHour(TestInstance test, AtomicInteger requests) {
        int before = requests.get();
        for (int i = 0; i < 120; i++) {
            test.clock().advance(Duration.ofSeconds(30));
            test.instance().tick();
            test.awaitUpkeep();
        }
        return requests.get() - before;
    }

    @Test
    void whatAnotherServerIsAtIsLeftToItUntilItsLeaseExpires() {
        set(TableProperty.ONLINE, "false");
        write(4);
        Leases others = new Leases(test.objects(), test.environment());
        TableState state = state();
        Compaction taken = new Compaction(Partition.ROOT_ID, List.copyOf(state.filesIn(Partition.ROOT_ID)), 1);
        Leases.Lease lease = others.claim(state.tableId(), taken).orElseThrow();

        set(TableProperty.ONLINE, "true");
        assertThat(state().fileCount()).isEqualTo(4);
        assertThat(test.instance().jobs("t")).singleElement().satisfies(job -> {
            assertThat(job.files()).isEqualTo(4);
            assertThat(job.rows()).isEqualTo(400);
        });

        test.clock().advance(Duration.ofMinutes(2));
        assertThat(test.instance().jobs("t")).isEmpty();
        test.instance().tick();
        test.awaitUpkeep();
        assertThat(state().fileCount()).isEqualTo(1);
        assertThatThrownBy(() -> lease.progress(1)).isInstanceOf(LeaseLostException.class);
        lease.close();
    }

    @Test
    void aLeaseIsRenewedAsTheWorkGoesOn() {
        write(1);
        Leases leases = new Leases(test.objects(), test.environment());
        TableState state = state();
        Compaction taken = new Compaction(Partition.ROOT_ID, List.copyOf(state.filesIn(Partition.ROOT_ID)), 1);
        try (Leases.Lease lease = leases.claim(state.tableId(), taken).orElseThrow()) {
            for (int i = 0; i < 10; i++) {
                test.clock().advance(Duration.ofSeconds(30));
                lease.progress(7);
            }

            assertThat(leases.list(state.tableId())).singleElement().satisfies(job -> assertThat(job.rowsDone())
                    .isEqualTo(70));
            assertThat(new Leases(test.objects(), test.environment()).claim(state.tableId(), taken))
                    .isEmpty();
            assertThat(leases.claim(state.tableId(), taken)).isEmpty();
        }
        assertThat(leases.list(state.tableId())).isEmpty();
        assertThat(leases.claim(state.tableId(), taken)).isPresent();
        test.clock().advance(Duration.ofHours(2));
        leases.sweep();
        assertThat(test.objects().list("jobs/", "", 10)).isEmpty();
    }

    @Test
    void aSweepLeavesALeaseThatIsInForceOrHasJustExpired() {
        write(1);
        Leases leases = new Leases(test.objects(), test.environment());
        TableState state = state();
        Compaction taken = new Compaction(Partition.ROOT_ID, List.copyOf(state.filesIn(Partition.ROOT_ID)), 1);
        try (Leases.Lease lease = leases.claim(state.tableId(), taken).orElseThrow()) {
            Leases others = new Leases(test.objects(), test.environment());
            others.sweep();
            assertThat(others.list(state.tableId())).hasSize(1);
            test.clock().advance(Duration.ofMinutes(2));
            others.sweep();
            lease.progress(1);
            assertThat(others.list(state.tableId())).hasSize(1);
        }
    }

    @Test
    void aLeafWithADamagedFooterIsNotSplitAndItsOtherFilesAreMerged() {
        set(TableProperty.SPLIT_THRESHOLD, "100");
        set(TableProperty.ONLINE, "false");
        write(5);
        DataFile damaged = state().files().iterator().next();
        String path = test.table("t").table().path(damaged.location());
        byte[] content = test.objects().get(path).orElseThrow().content();
        content[content.length - 20] ^= 1;
        test.objects().delete(path);
        test.objects().putIfAbsent(path, content);

        set(TableProperty.ONLINE, "true");

        assertThat(test.instance().damagedFiles("t")).containsOnlyKeys(path);
        assertThat(state().partitions().leafCount()).isEqualTo(1);
        assertThat(state().fileCount()).isEqualTo(2);
    }

    @Test
    void aFileThatIsMissingKeepsNoOthersFromBeingMerged() {
        set(TableProperty.SPLIT_THRESHOLD, "100");
        set(TableProperty.ONLINE, "false");
        write(5);
        String path =
                test.table("t").table().path(state().files().iterator().next().location());
        test.objects().delete(path);

        set(TableProperty.ONLINE, "true");

        assertThat(test.instance().damagedFiles("t")).containsOnlyKeys(path);
        assertThat(state().fileCount()).isEqualTo(2);
    }

    @Test
    void whoLostALeaseDoesNotGiveBackThatOfAnother() {
        set(TableProperty.ONLINE, "false");
        write(1);
        TableState state = state();
        Compaction work = new Compaction(Partition.ROOT_ID, List.copyOf(state.filesIn(Partition.ROOT_ID)), 1);
        Leases slow = new Leases(test.objects(), test.environment());
        Leases.Lease expired = slow.claim(state.tableId(), work).orElseThrow();
        Leases others = new Leases(test.objects(), test.environment());
        assertThat(others.claim(state.tableId(), work)).isEmpty();
        test.clock().advance(Duration.ofMinutes(1));
        Leases.Lease taken = others.claim(state.tableId(), work).orElseThrow();

        expired.close();

        assertThat(slow.list(state.tableId())).hasSize(1);
        assertThat(slow.claim(state.tableId(), work)).isEmpty();
        taken.close();
        assertThat(slow.claim(state.tableId(), work)).isPresent();
    }

    /// To a server whose clock is ahead, each lease that is in force looks expired.
    @Test
    void aLeaseThatIsRenewedIsNotTakenOverByAServerWhoseClockIsAhead() {
        write(1);
        TableState state = state();
        Compaction work = new Compaction(Partition.ROOT_ID, List.copyOf(state.filesIn(Partition.ROOT_ID)), 1);
        Leases others = new Leases(test.objects(), test.environment());
        Leases.Lease lease = new Leases(test.objects(), test.environment())
                .claim(state.tableId(), work)
                .orElseThrow();
        test.clock().set(test.clock().now().plus(Duration.ofMinutes(4)));
        for (int i = 0; i < 6; i++) {
            assertThat(others.claim(state.tableId(), work)).isEmpty();
            test.clock().advance(Duration.ofSeconds(30));
            lease.progress(1);
        }
        assertThat(others.claim(state.tableId(), work)).isEmpty();
        lease.close();
        assertThat(others.claim(state.tableId(), work)).isPresent();
    }

    private void write(int jobs) {
        String time = test.clock().now().toString();
        for (int job = 0; job < jobs; job++) {
            List<List<Object>> rows = new ArrayList<>();
            for (int key = 0; key < 100; key++) {
                rows.add(List.of(key, job));
            }
            test.write("t", "job-" + job + time + state().version(), rows);
        }
        test.awaitUpkeep();
    }

    private void set(TableProperty property, String value) {
        test.instance().setTableProperty("t", property.text(), value);
        test.awaitUpkeep();
    }

    private TableState state() {
        return test.table("t").state();
    }

    private int dataFiles() {
        return test.objects()
                .list("tables/" + state().tableId() + "/" + Partition.ROOT_ID + "/", "", 100)
                .size();
    }
}
