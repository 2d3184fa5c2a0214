package dev.sleeper.table;

import static dev.sleeper.table.Tables.key;
import static dev.sleeper.table.Tables.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PartitionTreeTest {

    @Test
    void treeWithoutSplitPointsIsTheRootAlone() {
        PartitionTree tree = tree();

        assertThat(tree.leaves()).containsExactly(Partition.leaf("root", null, KeyRange.ALL));
        assertThat(tree.leafCount()).isEqualTo(1);
        assertThat(tree.leaf(key(7))).isEqualTo(tree.root());
    }

    @Test
    void leavesMeetAtTheSplitPoints() {
        PartitionTree tree = tree(10, 20, 30);

        assertThat(tree.leaves().stream().map(Partition::range))
                .containsExactly(
                        new KeyRange(Key.EMPTY, key(10)), range(10, 20), range(20, 30), new KeyRange(key(30), null));
        assertThat(tree.leaf(key(9)).range().max()).isEqualTo(key(10));
        assertThat(tree.leaf(key(10)).range()).isEqualTo(range(10, 20));
        assertThat(tree.leaf(key(Long.MAX_VALUE)).range().max()).isNull();
    }

    @Test
    void treeIsBalanced() {
        PartitionTree tree = tree(LongStream.range(0, 1_023).toArray());

        assertThat(tree.leafCount()).isEqualTo(1_024);
        assertThat(tree.leaves())
                .allSatisfy(leaf -> assertThat(tree.pathToRoot(leaf.id())).hasSize(11));
    }

    @Test
    void splitPointsOutOfOrderAreRefused() {
        assertThatThrownBy(() -> tree(10, 30, 20)).hasMessageContaining("Split point 3");
        assertThatThrownBy(() -> tree(10, 10)).hasMessageContaining("Split point 2");
    }

    @Test
    void pathLeadsFromALeafToTheRoot() {
        PartitionTree tree = tree(10, 20, 30);

        List<Partition> path = tree.pathToRoot(tree.leaf(key(15)).id());

        assertThat(path).hasSize(3);
        assertThat(path.getLast()).isEqualTo(tree.root());
        assertThat(path).isSortedAccordingTo((a, b) -> a.range().contains(b.range()) ? 1 : -1);
    }

    @Test
    void commonAncestorIsTheDeepestPartitionWithAllKeys() {
        PartitionTree tree = tree(10, 20, 30);

        assertThat(tree.commonAncestor(range(12, 20))).isEqualTo(tree.leaf(key(15)));
        assertThat(tree.commonAncestor(range(5, 15)).children())
                .containsExactly(tree.leaf(key(5)).id(), tree.leaf(key(15)).id());
        assertThat(tree.commonAncestor(range(15, 25))).isEqualTo(tree.root());
        assertThat(tree.commonAncestor(KeyRange.ALL)).isEqualTo(tree.root());
    }

    @Test
    void overlappingPartitionsAreThoseWhoseFilesAQueryReads() {
        PartitionTree tree = tree(10, 20, 30);

        assertThat(tree.leavesOverlapping(range(9, 11))).containsExactly(tree.leaf(key(9)), tree.leaf(key(11)));
        assertThat(tree.leavesOverlapping(range(10, 20))).containsExactly(tree.leaf(key(10)));
        assertThat(tree.overlapping(range(10, 20)))
                .containsExactlyInAnyOrderElementsOf(
                        tree.pathToRoot(tree.leaf(key(10)).id()));
    }

    @Test
    void lookupsAgreeWithASearchOfAllPartitions() {
        Random random = new Random(7);
        PartitionTree tree = tree(LongStream.generate(() -> random.nextInt(1_000))
                .distinct()
                .limit(57)
                .sorted()
                .toArray());
        for (int i = 0; i < 1_000; i++) {
            long min = random.nextInt(1_000);
            KeyRange range = range(min, min + 1 + random.nextInt(200));

            assertThat(tree.leavesOverlapping(range))
                    .containsExactlyElementsOf(tree.leaves().stream()
                            .filter(leaf -> leaf.range().overlaps(range))
                            .toList());
            assertThat(tree.commonAncestor(range))
                    .isEqualTo(tree.partitions().stream()
                            .filter(partition -> partition.range().contains(range))
                            .max((a, b) -> tree.pathToRoot(a.id()).size()
                                    - tree.pathToRoot(b.id()).size())
                            .orElseThrow());
            assertThat(tree.leaf(key(min)).range().contains(key(min))).isTrue();
        }
    }

    @Test
    void treeIsMadeOfItsPartitionsInAnyOrder() {
        PartitionTree tree = tree(10, 20, 30);
        List<Partition> partitions = new ArrayList<>(tree.partitions());
        Collections.shuffle(partitions, new Random(1));

        assertThat(PartitionTree.of(partitions)).isEqualTo(tree);
        assertThat(PartitionTree.of(partitions).leafCount()).isEqualTo(4);
    }

    @Test
    void partitionsThatMakeNoTreeAreRefused() {
        Partition left = Partition.leaf("l", "root", new KeyRange(Key.EMPTY, key(5)));
        Partition right = Partition.leaf("r", "root", new KeyRange(key(5), null));
        Partition root = new Partition("root", null, List.of("l", "r"), KeyRange.ALL);

        assertThat(PartitionTree.of(List.of(root, left, right)).leafCount()).isEqualTo(2);
        assertRefused("no partition root", left, right);
        assertRefused("no partition r", root, left);
        assertRefused("comes twice", root, left, right, right);
        assertRefused("does not have every key", Partition.leaf("root", null, range(0, 5)));
        assertRefused("begins at", root, left, Partition.leaf("r", "root", new KeyRange(key(6), null)));
        assertRefused("ends at", root, left, Partition.leaf("r", "root", range(5, 9)));
        assertRefused("does not say so", root, left, Partition.leaf("r", "l", right.range()));
        assertRefused("not among the children", root, left, right, Partition.leaf("x", "root", range(0, 1)));
        assertRefused("has no parent", root, left, right, Partition.leaf("x", null, range(0, 1)));
        assertRefused("not two of them", new Partition("root", null, List.of("l"), KeyRange.ALL), left);
    }

    @Test
    void idsAreLowerCaseLettersDigitsAndDashes() {
        for (String id : List.of("", "A", "a/b", "..", "a_b", "ä", "x".repeat(65))) {
            assertThatThrownBy(() -> Partition.leaf(id, null, KeyRange.ALL)).hasMessageContaining("partition id");
        }
    }

    private static void assertRefused(String message, Partition... partitions) {
        assertThatThrownBy(() -> PartitionTree.of(List.of(partitions)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static PartitionTree tree(long... splitPoints) {
        AtomicInteger ids = new AtomicInteger();
        return PartitionTree.create(
                LongStream.of(splitPoints).mapToObj(Tables::key).toList(), () -> "p" + ids.incrementAndGet());
    }
}
