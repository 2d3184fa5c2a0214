package dev.sleeper.engine.compact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.properties.TableProperty;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.Action;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileId;
import dev.sleeper.table.Partition;
import dev.sleeper.table.PartitionTree;
import dev.sleeper.table.TableMetadata;
import dev.sleeper.table.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompactionPolicyTest {
    private static final long MEBIBYTE = 1L << 20;
    private static final Schema SCHEMA =
            Schema.of(List.of(Field.required("key", PrimitiveType.INT)), List.of("key"), List.of());
    private static final KeyCodec CODEC = KeyCodec.ofRowKeys(SCHEMA);

    @Test
    void filesOfSimilarSizeAreMerged() {
        assertThat(chosen(List.of(), 10, 10, 10)).isEmpty();
        assertThat(chosen(List.of(), 10, 10, 10, 10)).containsExactly(List.of(10L, 10L, 10L, 10L));
        assertThat(chosen(List.of(), 1, 1, 1, 2)).isEmpty();
        assertThat(chosen(List.of(), 1, 2, 3, 2)).isEmpty();
    }

    @Test
    void aRatioThatNoBatchOfFilesCouldHaveIsLowered() {
        assertThat(CompactionPolicy.of(options(20, 12))).isEqualTo(new CompactionPolicy(5, 12));
        assertThat(CompactionPolicy.of(options(3, 4))).isEqualTo(new CompactionPolicy(1, 4));
        assertThat(CompactionPolicy.of(options(3, 2))).isEqualTo(new CompactionPolicy(0, 2));
        assertThat(CompactionPolicy.of(options(5, 12))).isEqualTo(new CompactionPolicy(5, 12));
        assertThat(CompactionPolicy.of(Map.of())).isEqualTo(new CompactionPolicy(3, 12));
    }

    private static Map<String, String> options(int ratio, int maxFiles) {
        return Map.of(
                TableProperty.SIZE_RATIO.text(), Integer.toString(ratio),
                TableProperty.BATCH_FILES.text(), Integer.toString(maxFiles));
    }

    @Test
    void largerFilesAreLeftAlone() {
        assertThat(chosen(List.of(), 1000, 10, 12, 11, 10, 12)).containsExactly(List.of(10L, 10L, 11L, 12L, 12L));
    }

    @Test
    void manyFilesAreMergedInBatchesFromTheSmallest() {
        List<List<Long>> chosen =
                chosen(List.of(), IntStream.rangeClosed(101, 130).toArray());

        assertThat(chosen).hasSize(3);
        assertThat(chosen.getFirst()).hasSize(12).startsWith(101L).endsWith(112L);
        assertThat(chosen.get(2)).hasSize(6).endsWith(130L);
    }

    @Test
    void anInnerPartitionGivesUpItsFilesOnceTheyAreWorthFilesBelow() {
        List<Integer> leaves = List.of(10, 20, 30);
        int quarter = (int) (16 * MEBIBYTE);

        assertThat(chosen(leaves, quarter, quarter, quarter)).isEmpty();
        assertThat(chosen(leaves, 4 * quarter)).containsExactly(List.of(4L * quarter));
        assertThat(chosen(leaves, 1, 3 * quarter, quarter)).hasSize(1);
    }

    /// The sizes of what is chosen of the files of a root partition.
    private static List<List<Long>> chosen(List<Integer> splitPoints, int... sizes) {
        return new CompactionPolicy(3, 12)
                .choose(state(splitPoints, sizes), file -> true).stream()
                        .map(compaction -> compaction.inputs().stream()
                                .map(DataFile::sizeBytes)
                                .toList())
                        .toList();
    }

    private static TableState state(List<Integer> splitPoints, int... sizes) {
        int[] number = {0};
        PartitionTree tree = PartitionTree.create(
                splitPoints.stream().map(CompactionPolicyTest::key).toList(), () -> "p" + number[0]++);
        List<Action> facts = new ArrayList<>();
        facts.add(new Action.SetMetadata(new TableMetadata("id", "t", 0, SCHEMA, Map.of(), 0, 1)));
        tree.partitions().forEach(partition -> facts.add(new Action.PutPartition(partition)));
        for (int i = 0; i < sizes.length; i++) {
            Key min = key(1);
            Key max = key(40);
            facts.add(new Action.AddFile(
                    new DataFile(FileId.of(i + 1, "f"), Partition.ROOT_ID, sizes[i], 1, min, max, min, max, 0), true));
        }
        return TableState.restore(1, facts);
    }

    private static Key key(int value) {
        return CODEC.encode(List.of(value));
    }
}
