package dev.sleeper.engine.compact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.properties.TableProperty;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyRange;
import dev.sleeper.table.Change;
import dev.sleeper.table.Change.ReplaceFiles;
import dev.sleeper.table.Change.SetOptions;
import dev.sleeper.table.Change.SplitPartition;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileLocation;
import dev.sleeper.table.Partition;
import dev.sleeper.table.TableState;
import dev.sleeper.table.Tables;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutlookTest {
    private static final long BYTES = 8L << 20;

    private TableState state = Tables.numbers();
    private long files;

    @Test
    void afterACommitThePartitionsThatItChangedAreLookedAtOnly() {
        state = Tables.numbers(LongStream.range(1, 2_000).map(leaf -> 10 * leaf).toArray());
        List<Partition> leaves = state.partitions().leaves();
        for (int i = 0; i < 5; i++) {
            apply(Tables.add("job-" + i, leaves.stream().map(this::file).toArray(DataFile[]::new)));
        }
        Outlook before = Outlook.of(state, file -> false);
        Set<String> asked = new HashSet<>();

        apply(Tables.add("one", file(leaves.get(7)), file(leaves.get(9))));
        before.next(state, file -> asked.add(file.partitionId()));

        assertThat(asked)
                .containsExactlyInAnyOrder(leaves.get(7).id(), leaves.get(9).id());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatChangedShowsTheSameAsALookAtAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        state = Tables.numbers(100_000, 200_000, 300_000);
        Set<FileLocation> damaged = new HashSet<>();
        Outlook outlook = Outlook.of(state, file -> true);
        for (int step = 0; step < 300; step++) {
            int commits = random.nextInt(4);
            for (int commit = 0; commit < commits; commit++) {
                change(random, outlook.compactions(), step + "-" + commit);
            }
            if (random.nextInt(10) == 0 && !outlook.compactions().isEmpty()) {
                damaged.add(
                        any(outlook.compactions(), random).inputs().getFirst().location());
            }

            outlook = outlook.next(state, file -> !damaged.contains(file.location()));

            Outlook whole = Outlook.of(state, file -> !damaged.contains(file.location()));
            assertThat(outlook.compactions()).containsExactlyInAnyOrderElementsOf(whole.compactions());
        }
    }

    @Test
    void whatTakesMostFilesOffTheWaysForItsBytesIsWorthMost() {
        state = Tables.numbers(100_000, 200_000, 300_000);
        Partition leaf = state.partitions().leaves().getFirst();
        Partition root = state.partitions().partition(Partition.ROOT_ID).orElseThrow();
        Compaction few = compaction(leaf, 2);
        Compaction many = compaction(leaf, 6);
        Compaction above = compaction(root, 6);
        Compaction one = compaction(root, 1);
        Outlook outlook = new Outlook(CompactionPolicy.of(Map.of()), state.version(), List.of(one, few, many, above));

        assertThat(outlook.worthMostFirst(state.partitions())).containsExactly(above, many, few, one);
    }

    @Test
    void leavesAreSplitOnlyWhileTheFilesAboveThoseSplitBeforeAreDivided() {
        state = Tables.numbers(
                LongStream.range(1, 96).map(leaf -> 10_000 * leaf).toArray());
        Outlook outlook = Outlook.of(state, file -> true);
        assertThat(outlook.roomForSplits(state.partitions())).isEqualTo(6);

        for (Partition leaf : state.partitions().leaves().subList(0, 8)) {
            for (int i = 0; i < 2; i++) {
                apply(Tables.add("job-" + i + leaf.id(), large(leaf)));
            }
            split(leaf);
            outlook = outlook.next(state, file -> true);
        }
        assertThat(outlook.roomForSplits(state.partitions())).isZero();

        merge(outlook.compactions().getFirst());
        merge(outlook.compactions().get(1));
        merge(outlook.compactions().get(2));
        assertThat(outlook.next(state, file -> true).roomForSplits(state.partitions()))
                .isEqualTo(1);
    }

    private Compaction compaction(Partition partition, int count) {
        List<DataFile> inputs =
                Stream.generate(() -> large(partition)).limit(count).toList();
        return new Compaction(partition.id(), inputs, 1);
    }

    private DataFile large(Partition partition) {
        files += 7 - files % 7 + 5;
        return file(partition);
    }

    private void change(SplittableRandom random, List<Compaction> open, String job) {
        List<Partition> partitions = List.copyOf(state.partitions().partitions());
        switch (random.nextInt(12)) {
            case 0 -> split(any(partitions, random));
            case 1 -> {
                Map<String, String> options =
                        Map.of(TableProperty.SIZE_RATIO.text(), Integer.toString(2 + random.nextInt(3)));
                apply(new SetOptions(options, Set.of()));
            }
            case 2, 3, 4, 5 -> {
                if (!open.isEmpty()) {
                    merge(any(open, random));
                }
            }
            default -> apply(Tables.add(job, file(any(partitions, random))));
        }
    }

    private void split(Partition partition) {
        long cut = min(partition) + 1_000;
        if (!partition.isLeaf() || !partition.range().contains(Tables.key(cut))) {
            return;
        }
        String id = "split-" + state.version();
        KeyRange low = new KeyRange(partition.range().min(), Tables.key(cut));
        KeyRange high = new KeyRange(Tables.key(cut), partition.range().max());
        apply(new SplitPartition(Map.of(
                partition.id(),
                List.of(
                        Partition.leaf(id + "-low", partition.id(), low),
                        Partition.leaf(id + "-high", partition.id(), high)))));
    }

    private void merge(Compaction compaction) {
        if (compaction.inputs().stream()
                .allMatch(input -> state.file(input.location()).isPresent())) {
            apply(new ReplaceFiles(
                    compaction.inputs().stream().map(DataFile::location).toList(),
                    List.of(file(
                            state.partitions()
                                    .partition(compaction.partitionId())
                                    .orElseThrow(),
                            compaction.rowCount())),
                    state.optionsVersion(),
                    Tables.CREATED));
        }
    }

    private DataFile file(Partition partition) {
        return file(partition, 1);
    }

    private DataFile file(Partition partition, long rows) {
        DataFile small = Tables.file(++files, partition.id(), min(partition), min(partition));
        return new DataFile(
                small.id(),
                small.partitionId(),
                (1 + files % 7) * BYTES,
                rows,
                small.minKey(),
                small.maxKey(),
                small.fieldMinima(),
                small.fieldMaxima(),
                small.checksum());
    }

    private static long min(Partition partition) {
        Key min = partition.range().min();
        return min.equals(Key.EMPTY)
                ? 0
                : (long) KeyCodec.ofRowKeys(Tables.NUMBERS).decode(min).getFirst();
    }

    private void apply(Change change) {
        state = Tables.after(state, change);
    }

    private static <T> T any(List<T> all, SplittableRandom random) {
        return Objects.requireNonNull(all.get(random.nextInt(all.size())));
    }
}
