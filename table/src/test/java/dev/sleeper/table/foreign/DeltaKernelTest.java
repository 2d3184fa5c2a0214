package dev.sleeper.table.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.local.LocalObjectStore;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyRange;
import dev.sleeper.rowfile.ColumnBounds;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.rowfile.RowFileSummary;
import dev.sleeper.rowfile.RowFileWriter;
import dev.sleeper.table.Change;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileId;
import dev.sleeper.table.Partition;
import dev.sleeper.table.TableState;
import dev.sleeper.table.Tables;
import dev.sleeper.table.catalog.Catalog;
import dev.sleeper.table.catalog.CatalogResult.Done;
import dev.sleeper.table.catalog.Table;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Delta's own reader agrees with us on a table of every type, with a history of several hundred commits.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeltaKernelTest {
    private static final int WRITES = 240;
    private static final int ROWS_A_WRITE = 10;
    private static final int REWRITES = 20;
    private static final KeyCodec ROW_KEYS = KeyCodec.ofRowKeys(EveryType.SCHEMA);

    private final SystemEnvironment system = SystemEnvironment.open();
    private final Environment environment = system.environment();
    private ObjectStore store;
    private Table table;
    private Path directory;

    @BeforeAll
    void makeTable(@TempDir Path root) {
        store = LocalObjectStore.open(root, environment);
        Catalog catalog = new Catalog(store, environment, Tables.STATE_BYTES);
        List<Key> splitPoints = List.of(key(500), key(1_000), key(2_000));
        table = ((Done) catalog.create("every_type", EveryType.SCHEMA, splitPoints, Map.of())).table();
        directory = root.resolve(Table.directory(table.id()));
        for (int i = 0; i < WRITES; i++) {
            DataFile file = write((long) i * ROWS_A_WRITE, ROWS_A_WRITE);
            commit(new Change.AddFiles("job-" + i, file.id().timeMillis(), List.of(file)));
        }
        for (int i = 0; i < REWRITES; i++) {
            DataFile before = state().files().iterator().next();
            long from = Long.parseLong(
                    ROW_KEYS.decode(before.minKey()).getFirst().toString().substring(0, 6));
            DataFile after = write(from, Math.toIntExact(before.rowCount()));
            commit(new Change.ReplaceFiles(
                    List.of(before.location()), List.of(after), 0, after.id().timeMillis()));
        }
        table.maintain();
        commit(new Change.SetOptions(Map.of("sleeper.x", "1"), Set.of()));
    }

    @AfterAll
    void close() {
        system.close();
        store.close();
    }

    @Test
    void deltaReadsOurRows() throws IOException {
        DeltaKernel kernel = new DeltaKernel(directory);

        assertThat(kernel.snapshot().getVersion()).isEqualTo(state().version());
        assertThat(kernel.rows(Optional.empty()))
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, WRITES * ROWS_A_WRITE)
                        .mapToObj(EveryType::describe)
                        .toList());
    }

    @Test
    void deltaReadsOurMetadata() {
        DeltaKernel kernel = new DeltaKernel(directory);

        assertThat(kernel.snapshot().getMetadata().getName()).contains("every_type");
        assertThat(kernel.snapshot().getTableProperties()).containsEntry("sleeper.x", "1");
        assertThat(kernel.snapshot().getDomainMetadata("sleeper.partition.root"))
                .isPresent();
        assertThat(kernel.snapshot().getSchema().fieldNames())
                .containsExactlyElementsOf(EveryType.SCHEMA.fields().stream()
                        .map(field -> field.name())
                        .toList());
    }

    @Test
    void deltaUsesOurCheckpoint() {
        assertThat(directory.resolve("_delta_log/_last_checkpoint")).exists();
        assertThat(new DeltaKernel(directory).snapshot().getLogSegment().getCheckpoints())
                .isNotEmpty();
    }

    @Test
    void deltaSkipsFilesByOurStatisticsAndLosesNoRow() throws IOException {
        DeltaKernel kernel = new DeltaKernel(directory);
        for (long number : List.of(0L, 3L, 777L, 1_500L, 2_399L)) {
            Predicate isText = new Predicate("=", new Column("text"), Literal.ofString(EveryType.key(number)));
            Predicate isInt = new Predicate("=", new Column("int"), Literal.ofInt((int) -number));
            Predicate isLong = new Predicate("=", new Column("long"), Literal.ofLong(number << 33));
            for (Predicate filter : List.of(isText, isInt, isLong)) {
                assertThat(kernel.rows(Optional.of(filter))).contains(EveryType.describe(number));
                assertThat(kernel.fileCount(Optional.of(filter))).isEqualTo(1);
            }
        }
    }

    @Test
    void deltaRefusesToWrite() {
        DeltaKernel kernel = new DeltaKernel(directory);

        assertThatThrownBy(kernel::beginWrite).hasMessageContaining("sleeperSortedPartitions");
    }

    @Test
    void stateIsLoadedAsItWasKept() {
        TableState kept = state();

        TableState loaded = new Catalog(store, environment, Tables.STATE_BYTES)
                .find("every_type", Freshness.FRESH)
                .orElseThrow()
                .state();

        assertThat(loaded).isEqualTo(kept);
        assertThat(loaded.tombstones()).hasSize(REWRITES);
    }

    private TableState state() {
        return table.read(Freshness.FRESH);
    }

    private void commit(Change change) {
        assertThat(table.commit(change)).isInstanceOf(Committed.class);
    }

    private DataFile write(long from, int count) {
        TableState state = state();
        Partition partition = state.partitions().commonAncestor(new KeyRange(key(from), key(from + count)));
        FileId id =
                FileId.of(state.nextFileTimeMillis(environment.clock().now().toEpochMilli()), environment.randomId());
        String path = Table.directory(table.id()) + partition.id() + "/" + id + ".parquet";
        try (ObjectWriter out = store.create(path);
                RowFileWriter writer = RowFileWriter.open(path, out, RowFileLayout.of(EveryType.SCHEMA))) {
            writer.write(EveryType.rows(from, count));
            RowFileSummary summary = writer.finish();
            out.finish();
            return dataFile(id, partition, summary);
        }
    }

    private static DataFile dataFile(FileId id, Partition partition, RowFileSummary summary) {
        KeyCodec allKeys = KeyCodec.ofAllKeys(EveryType.SCHEMA);
        return new DataFile(
                id,
                partition.id(),
                summary.sizeBytes(),
                summary.rowCount(),
                Objects.requireNonNull(summary.minKey()),
                Objects.requireNonNull(summary.maxKey()),
                allKeys.encode(
                        summary.keyBounds().stream().map(ColumnBounds::min).toList()),
                allKeys.encode(
                        summary.keyBounds().stream().map(ColumnBounds::max).toList()),
                summary.checksum());
    }

    private static Key key(long number) {
        return ROW_KEYS.encode(List.of(EveryType.key(number), EveryType.bytes(number)));
    }
}
