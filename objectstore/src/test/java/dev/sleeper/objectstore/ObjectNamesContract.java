package dev.sleeper.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every store makes of names: guarantee 7 of [ObjectStore], and the paths that are legal.
public abstract class ObjectNamesContract extends ObjectStoreFixture {
    // 7. Ordered, complete lists

    @Test
    void guarantee7AListIsInTheByteOrderOfThePathsAcrossFolders() {
        List<String> paths =
                List.of("a-b", "a.b", "a/b", "a/b-c/d", "a/b/c", "a/c", "a0", "a=", "aA", "a_b", "ab", "b");
        List<String> legal = paths.stream().filter(path -> !path.equals("a/b")).toList();
        for (String path : legal.reversed()) {
            store().putIfAbsent(path, text(path));
        }

        assertThat(paths("", "", 100)).isEqualTo(legal);
        assertThat(legal).isSorted();
    }

    @Test
    void guarantee7EveryPrefixAndPageOfAListAgreesWithAPlainFilter() {
        List<String> paths = new ArrayList<>();
        for (String folder : List.of("", "a/", "a/a/", "a.a/", "ab/", "b/a-/")) {
            for (String name : List.of("x", "x.y", "x-", "yz", "0")) {
                paths.add(folder + name);
                store().putIfAbsent(folder + name, text("1"));
            }
        }
        paths.sort(null);

        for (String prefix : List.of("", "a", "a/", "a/a", "a/a/", "a/a/x", "a.", "b/a-", "b/a-/0", "c", "c/d/")) {
            for (String after : List.of("", "a", "a/", "a/a/x", "a/x.y", "ab/0", "b", "z", "a.a/x")) {
                List<String> expected = paths.stream()
                        .filter(path -> path.startsWith(prefix) && path.compareTo(after) > 0)
                        .toList();
                assertThat(paths(prefix, after, 100))
                        .as("prefix '%s' after '%s'", prefix, after)
                        .isEqualTo(expected);
                assertThat(paths(prefix, after, 3))
                        .isEqualTo(expected.stream().limit(3).toList());
            }
        }
    }

    @Test
    void guarantee7AListSaysHowLongAnObjectIsAndWhenItWasWritten() {
        store().putIfAbsent("t/a", text("hello"));

        ObjectSummary summary = store().list("t/", "", 10).getFirst();

        assertThat(summary.sizeBytes()).isEqualTo(5);
        assertThat(summary.lastModified())
                .isBetween(store().date().minusSeconds(60), store().date().plusSeconds(60));
    }

    // Paths

    @Test
    void illegalPathsAreRefusedByEveryOperation() {
        for (String path : HostilePaths.ALL) {
            assertThatIllegalArgumentException().isThrownBy(() -> store().putIfAbsent(path, text("x")));
            assertThatIllegalArgumentException().isThrownBy(() -> store().create(path));
            assertThatIllegalArgumentException().isThrownBy(() -> store().get(path));
            assertThatIllegalArgumentException().isThrownBy(() -> store().open(path));
            assertThatIllegalArgumentException().isThrownBy(() -> store().delete(path));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store().compareAndSwap(path, new Version("x"), text("x")));
        }
        assertThat(store().list("", "", 10)).isEmpty();
    }

    @Test
    void longestPathsAreLegal() {
        String segment = "s".repeat(ObjectPath.MAX_SEGMENT_LENGTH);
        String path = String.join("/", segment, segment, segment, segment);

        assertThat(store().putIfAbsent(path, text("x"))).isEqualTo(PutOutcome.CREATED);
        assertThat(paths("", "", 2)).containsExactly(path);
    }

    @Test
    void anObjectIsNoFolderOfAnother() {
        store().putIfAbsent("a/b", text("x"));

        assertThatIllegalArgumentException().isThrownBy(() -> store().putIfAbsent("a/b/c", text("x")));
        assertThatIllegalArgumentException().isThrownBy(() -> stream("a/b/c/d", text("x"), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> store().putIfAbsent("a", text("x")));
        store().delete("a");
        store().delete("a/b/c");
        store().delete("a/b/c/d");
        for (String path : List.of("a", "a/b/c", "a/b/c/d")) {
            assertThat(store().get(path)).isEmpty();
            assertThatThrownBy(() -> store().open(path)).isInstanceOf(MissingObjectException.class);
            assertThat(store().list(path + "/c/", "", 10)).isEmpty();
        }
        assertThat(paths("", "", 10)).containsExactly("a/b");
    }

    @Test
    void aSmallObjectHasItsLimit() {
        byte[] content = new byte[ObjectStore.MAX_SMALL_BYTES + 1];

        assertThatIllegalArgumentException().isThrownBy(() -> store().putIfAbsent("a", content));
        assertThat(stream("a", content, content.length)).isEqualTo(PutOutcome.CREATED);
        assertThatIllegalArgumentException().isThrownBy(() -> store().get("a"));
    }
}
