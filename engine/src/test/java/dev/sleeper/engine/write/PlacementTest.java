package dev.sleeper.engine.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.write.Placement.Share;
import dev.sleeper.engine.write.Placement.Target;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import dev.sleeper.table.Partition;
import dev.sleeper.table.PartitionTree;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final long MIN_FILE = 16;

    /// Four leaves below two inner nodes.
    private final PartitionTree tree = tree(3);
    private final List<Partition> leaves = tree.leaves();

    @Test
    void aLeafWhoseShareIsWorthAFileGetsOne() {
        List<Target> targets = place(20, 30, 40, 50);

        assertThat(targets.stream().map(Target::partition)).containsExactlyElementsOf(leaves);
        assertThat(targets.stream().flatMap(target -> target.ranges().stream()))
                .containsExactlyElementsOf(leaves.stream().map(Partition::range).toList());
    }

    @Test
    void aSmallBatchOverManyLeavesIsOneFileOnTheirCommonAncestor() {
        List<Target> targets = place(1, 1, 1, 1);

        assertThat(targets).hasSize(1);
        assertThat(targets.getFirst().partition()).isEqualTo(tree.root());
        assertThat(targets.getFirst().ranges()).containsExactly(KeyRange.ALL);
    }

    @Test
    void leavesThatTogetherAreWorthAFileShareOneOnTheLowestNodeAboveThem() {
        List<Target> targets = place(10, 10, 1, 0);

        assertThat(targets).hasSize(2);
        assertThat(targets.get(0).partition().children())
                .containsExactly(leaves.get(0).id(), leaves.get(1).id());
        assertThat(targets.get(1).partition()).isEqualTo(leaves.get(2));
    }

    @Test
    void whatIsLeftBetweenLargeLeavesIsOneFileAboveThem() {
        List<Target> targets = place(1, 100, 100, 1);

        Target left = targets.getLast();
        assertThat(left.partition()).isEqualTo(tree.root());
        assertThat(left.ranges())
                .containsExactly(leaves.get(0).range(), leaves.get(3).range());
    }

    @Test
    void everyShareIsPlacedOnceInAPartitionThatHasItsKeys() {
        PartitionTree large = tree(200);
        List<Share> shares = large.leaves().stream()
                .map(leaf -> new Share(leaf, Math.floorMod(leaf.id().hashCode(), 40)))
                .toList();

        List<Target> targets = Placement.of(large, shares, MIN_FILE);

        List<KeyRange> placed = targets.stream()
                .flatMap(target -> target.ranges().stream())
                .sorted((a, b) -> a.min().compareTo(b.min()))
                .toList();
        assertThat(placed.getFirst().min()).isEqualTo(Key.EMPTY);
        assertThat(placed.getLast().max()).isNull();
        Iterator<KeyRange> next = placed.iterator();
        next.next();
        placed.subList(0, placed.size() - 1)
                .forEach(range -> assertThat(range.max()).isEqualTo(next.next().min()));
        targets.forEach(target -> target.ranges()
                .forEach(range ->
                        assertThat(target.partition().range().contains(range)).isTrue()));
        assertThat(targets.stream()
                        .filter(target -> target.sizeBytes() < MIN_FILE)
                        .count())
                .isLessThanOrEqualTo(1);
    }

    private List<Target> place(long... sizes) {
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] > 0) {
                shares.add(new Share(leaves.get(i), sizes[i]));
            }
        }
        return Placement.of(tree, shares, MIN_FILE);
    }

    private static PartitionTree tree(int splitPoints) {
        Iterator<Integer> ids = IntStream.iterate(0, id -> id + 1).iterator();
        List<Key> keys = IntStream.rangeClosed(1, splitPoints)
                .mapToObj(i -> Key.ofHex("%04x".formatted(i)))
                .toList();
        return PartitionTree.create(keys, () -> "p" + ids.next());
    }
}
