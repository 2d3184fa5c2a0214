package dev.sleeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.collect.CollectedFiles;
import dev.sleeper.engine.collect.FileCollector;
import dev.sleeper.engine.compact.CompactionSummary;
import dev.sleeper.engine.properties.TableProperty;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.engine.upkeep.Progress;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.rowfile.CorruptFileException;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.Change.HoldFiles;
import dev.sleeper.table.Change.ReplaceFiles;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileId;
import dev.sleeper.table.Partition;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compaction, splitting and clean-up of one table; all queries answer as before.
class UpkeepTest {
    private static final Schema SCHEMA = Schema.of(
            List.of(Field.required("key", PrimitiveType.INT), Field.required("job", PrimitiveType.INT)),
            List.of("key"),
            List.of());

    @TempDir
    Path directory = Path.of("");

    private TestInstance test;
    private Instance instance;

    @BeforeEach
    void writeFourFiles() {
        test = TestInstance.open(directory);
        instance = test.instance();
        test.create("t", SCHEMA, List.of());
        for (int job = 0; job < 4; job++) {
            List<List<Object>> rows = new ArrayList<>();
            for (int key = 0; key < 100; key++) {
                rows.add(List.of(key, job));
            }
            test.write("t", "job-" + job, rows);
        }
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void compactionPutsOneFileInThePlaceOfFour() {
        List<List<Object>> before = test.query(Query.all("t"));

        CompactionSummary done = instance.compact("t", false, progress -> {});

        assertThat(done.rows()).isEqualTo(400);
        assertThat(done.filesIn()).isEqualTo(4);
        assertThat(done.filesOut()).isEqualTo(1);
        assertThat(state().fileCount()).isEqualTo(1);
        assertThat(test.query(Query.all("t"))).isEqualTo(before);
        assertThat(instance.compact("t", false, progress -> {})).isEqualTo(CompactionSummary.NOTHING);
    }

    @Test
    void allThatThereIsGoesIntoOneFileForEachLeaf() {
        List<List<Object>> before = test.query(Query.all("t"));
        split(100);
        List<Progress> watched = new ArrayList<>();

        CompactionSummary done = instance.compact("t", true, watched::add);

        assertThat(done.rows()).isEqualTo(400);
        assertThat(done.filesOut()).isEqualTo(8);
        assertThat(state().filesIn(Partition.ROOT_ID)).isEmpty();
        assertThat(state().partitions().leaves())
                .allSatisfy(leaf -> assertThat(state().filesIn(leaf.id())).hasSize(1));
        assertThat(watched.getLast()).isEqualTo(new Progress(400, 400));
        assertThat(test.query(Query.all("t"))).isEqualTo(before);
        test.write("t", "more", List.of(List.of(1, 1), List.of(99, 1)));
        assertThat(instance.compact("t", true, progress -> {}).rows()).isGreaterThan(2);
        assertThat(state().fileCount()).isEqualTo(8);
    }

    @Test
    void whatIsWrittenMeanwhileIsNotWaitedFor() {
        split(100);
        AtomicInteger written = new AtomicInteger();
        List<Future<?>> writes = Collections.synchronizedList(new ArrayList<>());

        CompactionSummary done = instance.compact("t", true, progress -> {
            int job = written.incrementAndGet();
            writes.add(test.environment()
                    .blocking()
                    .submit(() -> test.write("t", "meanwhile-" + job, List.of(List.of(1, job), List.of(99, job)))));
        });

        assertThat(written).hasPositiveValue();
        assertThat(done.rows()).isEqualTo(400);
        assertThat(writes).allSatisfy(write -> assertThat(write).succeedsWithin(Duration.ofMinutes(1)));
        assertThat(test.query(Query.all("t"))).hasSize(400 + 2 * written.get());
    }

    /// As under steady writes while another server compacts.
    @Test
    void compactionEndsThoughRowsAreWrittenAndFilesReplacedAllTheTime() {
        split(100);
        instance.compact("t", true, progress -> {});
        test.write("t", "before", List.of(List.of(1, 0)));
        AtomicInteger written = new AtomicInteger();

        instance.compact("t", true, progress -> {
            int job = written.incrementAndGet();
            assertThat(job).isLessThan(1_000);
            assertThat(test.environment().blocking().submit(() -> {
                        test.write("t", "meanwhile-" + job, List.of(List.of(1, job)));
                        replaceTheFileOfTheLastLeafByACopy();
                    }))
                    .succeedsWithin(Duration.ofMinutes(1));
        });

        assertThat(test.query(Query.all("t"))).hasSize(401 + written.get());
    }

    private void replaceTheFileOfTheLastLeafByACopy() {
        TableState state = state();
        Table table = test.table("t").table();
        DataFile file = state.filesIn(state.partitions().partitions().stream()
                        .filter(Partition::isLeaf)
                        .max(Comparator.comparing(leaf -> leaf.range().min()))
                        .orElseThrow()
                        .id())
                .iterator()
                .next();
        DataFile copy = new DataFile(
                FileId.of(
                        state.nextFileTimeMillis(test.clock().now().toEpochMilli()),
                        test.environment().randomId()),
                file.partitionId(),
                file.sizeBytes(),
                file.rowCount(),
                file.minKey(),
                file.maxKey(),
                file.fieldMinima(),
                file.fieldMaxima(),
                file.checksum());
        byte[] content =
                test.objects().get(table.path(file.location())).orElseThrow().content();
        test.objects().putIfAbsent(table.path(copy.location()), content);
        table.commitIfFit(new ReplaceFiles(
                List.of(file.location()),
                List.of(copy),
                state.optionsVersion(),
                test.clock().now().toEpochMilli()));
    }

    @Test
    void aCompactionGoesOnWhileQueriesKeepAllWorkersBusy() {
        split(100);
        CountDownLatch over = new CountDownLatch(1);
        for (int worker = 0; worker < 2; worker++) {
            test.environment().workers().execute(() -> await(over));
        }

        Future<CompactionSummary> done =
                test.environment().blocking().submit(() -> instance.compact("t", true, progress -> {}));

        try {
            assertThat(done).succeedsWithin(Duration.ofMinutes(1));
        } finally {
            over.countDown();
        }
        assertThat(state().fileCount()).isEqualTo(8);
    }

    @Test
    void aDamagedInputIsRefusedByNameAndLeftInPlace() {
        DataFile damaged = state().files().iterator().next();
        String path = "tables/" + state().tableId() + "/" + damaged.location().path();
        byte[] content = test.objects().get(path).orElseThrow().content();
        content[100] ^= 1;
        test.objects().delete(path);
        test.objects().putIfAbsent(path, content);

        assertThatThrownBy(() -> instance.compact("t", false, progress -> {}))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(damaged.id().text());
        assertThat(state().fileCount()).isEqualTo(4);
    }

    @Test
    void nothingIsMergedInATableThatAnotherProgramWroteTo() {
        String next = "tables/" + state().tableId() + "/_delta_log/%020d.json".formatted(state().version() + 1);
        String entry = "{\"commitInfo\":{\"engineInfo\":\"other-engine/1.0\"}}\n";
        test.objects().putIfAbsent(next, entry.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> instance.compact("t", false, progress -> {}))
                .isInstanceOf(CorruptTableException.class)
                .hasMessageContaining("other-engine/1.0");
        assertThat(dataFiles()).hasSize(4);

        test.objects().delete(next);
        assertThat(instance.compact("t", false, progress -> {}).filesIn()).isEqualTo(4);
    }

    @Test
    void replacedFilesGoAfterTheDelay() {
        instance.compact("t", false, progress -> {});
        assertThat(instance.collect("t", false, deleted -> {})).isEqualTo(nothing());

        test.clock().advance(Duration.ofHours(6).plusSeconds(1));
        CollectedFiles collected = instance.collect("t", false, deleted -> {});

        assertThat(collected.replaced()).hasSize(4);
        assertThat(dataFiles()).hasSize(1);
        assertThat(state().tombstones()).isEmpty();
        assertThat(test.query(Query.all("t"))).hasSize(400);
    }

    @Test
    void cleanUpThatIsStoppedDeletesNoMoreThanABatchAndIsEndedByTheNext() {
        String folder = "tables/" + state().tableId() + "/" + Partition.ROOT_ID + "/";
        long idMillis = Long.parseLong(state().newestFile().orElseThrow().text().substring(0, 12), 16);
        for (int orphan = 0; orphan < 250; orphan++) {
            FileId id = FileId.of(idMillis, test.environment().randomId());
            test.objects().putIfAbsent(folder + id.text() + ".parquet", new byte[1]);
        }
        test.clock().advance(Duration.ofDays(8));
        test.write("t", "later", List.of(List.of(1, 1)));
        FileCollector collector = new FileCollector(test.objects(), test.environment(), paths -> {});
        Table table = test.table("t").table();
        List<Integer> told = new ArrayList<>();

        assertThatThrownBy(
                        () -> collector.collect(table, Duration.ofHours(6), FileCollector.Scope.EVERYTHING, count -> {
                            told.add(count);
                            throw new IllegalStateException("stopped");
                        }))
                .hasMessage("stopped");

        assertThat(told).containsExactly(100);
        assertThat(dataFiles()).hasSize(155);
        assertThat(instance.collect("t", false, deleted -> {}).orphans()).hasSize(150);
        assertThat(dataFiles()).hasSize(5);
    }

    @Test
    void replacedFilesStayAsLongAsAHoldKeepsThem() {
        test.table("t")
                .table()
                .commit(new HoldFiles(
                        "export", test.clock().now().plus(Duration.ofDays(2)).toEpochMilli()));
        instance.compact("t", false, progress -> {});

        test.clock().advance(Duration.ofDays(1));
        assertThat(instance.collect("t", false, deleted -> {})).isEqualTo(nothing());

        test.clock().advance(Duration.ofDays(2));
        assertThat(instance.collect("t", false, deleted -> {}).replaced()).hasSize(4);
        assertThat(state().holds()).isEmpty();
    }

    @Test
    void orphansGoOnceTheTableCanTakeThemNoMore() {
        String orphan = "tables/" + state().tableId() + "/" + Partition.ROOT_ID + "/"
                + state().newestFile().orElseThrow() + "x.parquet";
        test.objects().putIfAbsent(orphan, new byte[10]);

        test.clock().advance(Duration.ofDays(8));
        assertThat(instance.collect("t", false, deleted -> {})).isEqualTo(nothing());

        test.write("t", "later", List.of(List.of(1, 1)));
        assertThat(instance.collect("t", false, deleted -> {}).orphans()).hasSize(1);
        assertThat(test.objects().get(orphan)).isEmpty();
        assertThat(test.query(Query.all("t"))).hasSize(401);
    }

    @Test
    void aLeafIsSplitIntoAsManyAsItTakes() {
        List<List<Object>> before = test.query(Query.all("t"));
        assertThat(split(400)).isZero();

        assertThat(split(100)).isEqualTo(1);

        assertThat(state().partitions().leafCount()).isEqualTo(8);
        assertThat(test.query(Query.all("t"))).isEqualTo(before);
        assertThat(split(100)).isZero();
    }

    private int split(int maxRows) {
        instance.setTableProperty("t", TableProperty.SPLIT_THRESHOLD.text(), Integer.toString(maxRows));
        return instance.split("t");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static CollectedFiles nothing() {
        return new CollectedFiles(List.of(), List.of());
    }

    private TableState state() {
        return test.table("t").state();
    }

    private List<String> dataFiles() {
        return test.objects().list("tables/" + state().tableId() + "/" + Partition.ROOT_ID + "/", "", 1_000).stream()
                .map(ObjectSummary::path)
                .toList();
    }
}
