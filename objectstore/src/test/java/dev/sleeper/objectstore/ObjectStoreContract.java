package dev.sleeper.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The numbered guarantees of [ObjectStore], as far as a test within one process can tell. Every store's test extends
/// this.
public abstract class ObjectStoreContract extends ObjectNamesContract {
    // 1. Whole or not at all

    @Test
    void guarantee1AnObjectBeingWrittenIsNotSeen() {
        try (ObjectWriter writer = store().create("t/a")) {
            writer.write(ByteBuffer.wrap(new byte[100_000]));

            assertThat(store().get("t/a")).isEmpty();
            assertThat(store().list("", "", 10)).isEmpty();
            assertThatThrownBy(() -> store().open("t/a")).isInstanceOf(MissingObjectException.class);
        }
    }

    @Test
    void guarantee1AnUnfinishedObjectLeavesNothing() {
        try (ObjectWriter writer = store().create("t/a")) {
            writer.write(ByteBuffer.wrap(new byte[100_000]));
        }

        assertThat(store().get("t/a")).isEmpty();
        assertThat(store().list("", "", 10)).isEmpty();
    }

    @Test
    void guarantee1AStreamedObjectAppearsWhole() {
        byte[] content = random(3_000_000);

        assertThat(stream("t/a", content, 70_001)).isEqualTo(PutOutcome.CREATED);

        try (ObjectReader reader = store().open("t/a")) {
            assertThat(reader.path()).isEqualTo("t/a");
            assertThat(reader.sizeBytes()).isEqualTo(content.length);
            assertThat(reader.read(0, content.length).array()).isEqualTo(content);
        }
    }

    @Test
    void guarantee1DirectAndReadOnlyBuffersAreTakenFromTheirPosition() {
        byte[] content = random(1_000);
        ByteBuffer direct = ByteBuffer.allocateDirect(500).put(content, 0, 500).flip();
        ByteBuffer readOnly = ByteBuffer.wrap(content).position(500).asReadOnlyBuffer();

        try (ObjectWriter writer = store().create("a")) {
            writer.write(direct.position(100));
            writer.write(readOnly.limit(700));
            writer.write(ByteBuffer.wrap(content, 700, 300).slice());
            writer.finish();
        }

        assertThat(direct.hasRemaining()).isFalse();
        byte[] expected = new byte[900];
        System.arraycopy(content, 100, expected, 0, 900);
        assertThat(content("a")).isEqualTo(expected);
    }

    @Test
    void guarantee1AnEmptyObjectIsAnObject() {
        assertThat(store().putIfAbsent("a", new byte[0])).isEqualTo(PutOutcome.CREATED);

        assertThat(content("a")).isEmpty();
        assertThat(store().list("", "", 10))
                .extracting(ObjectSummary::sizeBytes)
                .containsExactly(0L);
    }

    @Test
    void guarantee1AFinishedWriterTakesNoMore() {
        try (ObjectWriter writer = store().create("a")) {
            writer.finish();

            assertThatIllegalStateException().isThrownBy(writer::finish);
            assertThatIllegalStateException().isThrownBy(() -> writer.write(ByteBuffer.allocate(1)));
        }
    }

    // 2. One winner

    @Test
    void guarantee2ThePathOfAnObjectIsTaken() {
        store().putIfAbsent("a/b", text("first"));

        assertThat(store().putIfAbsent("a/b", text("second"))).isEqualTo(PutOutcome.EXISTS);
        assertThat(stream("a/b", text("third"), 100)).isEqualTo(PutOutcome.EXISTS);
        assertThat(content("a/b")).isEqualTo(text("first"));
    }

    @Test
    void guarantee2OfRacingPutsAndStreamsOneWins() throws Exception {
        for (int round = 0; round < 20; round++) {
            String path = "race/" + round;

            List<PutOutcome> outcomes = race(thread -> thread % 2 == 0
                    ? store().putIfAbsent(path, text("thread " + thread))
                    : stream(path, text("thread " + thread), 3));

            int winner = outcomes.indexOf(PutOutcome.CREATED);
            assertThat(outcomes).filteredOn(PutOutcome.CREATED::equals).hasSize(1);
            assertThat(outcomes).filteredOn(PutOutcome.EXISTS::equals).hasSize(THREADS - 1);
            assertThat(content(path)).isEqualTo(text("thread " + winner));
        }
    }

    @Test
    void guarantee2ADeletedPathIsFreeAgain() {
        store().putIfAbsent("a/b", text("first"));
        store().delete("a/b");

        assertThat(store().putIfAbsent("a/b", text("second"))).isEqualTo(PutOutcome.CREATED);
        assertThat(content("a/b")).isEqualTo(text("second"));
    }

    // 4. Read after write (3, durability, takes a crash: each store's own tests)

    @Test
    void guarantee4APutObjectIsSeenByEveryRead() {
        store().putIfAbsent("t/a", text("hello"));

        assertThat(content("t/a")).isEqualTo(text("hello"));
        assertThat(store().list("t/", "", 10)).extracting(ObjectSummary::path).containsExactly("t/a");
        try (ObjectReader reader = store().open("t/a")) {
            assertThat(reader.read(1, 3)).isEqualTo(ByteBuffer.wrap(text("ell")));
        }
    }

    @Test
    void guarantee4ADeletedObjectIsGone() {
        store().putIfAbsent("t/a", text("hello"));
        store().delete("t/a");
        store().delete("t/a");

        assertThat(store().get("t/a")).isEmpty();
        assertThat(store().list("", "", 10)).isEmpty();
        assertThatThrownBy(() -> store().open("t/a"))
                .isInstanceOf(MissingObjectException.class)
                .hasMessageContaining("t/a");
    }

    @Test
    void guarantee4AnOpenReaderOfADeletedObjectReadsOrSaysThatItIsGone() {
        store().putIfAbsent("t/a", text("hello"));
        try (ObjectReader reader = store().open("t/a")) {
            store().delete("t/a");

            try {
                assertThat(reader.read(0, 5)).isEqualTo(ByteBuffer.wrap(text("hello")));
            } catch (MissingObjectException e) {
                assertThat(e.path()).isEqualTo("t/a");
            }
        }
    }

    @Test
    void guarantee4RangesAreReadExactly() {
        byte[] content = random(300_000);
        stream("a", content, 1 << 20);
        Random random = new Random(1);

        try (ObjectReader reader = store().open("a")) {
            for (int i = 0; i < 200; i++) {
                int offset = random.nextInt(content.length);
                int length = random.nextInt(content.length - offset + 1);
                assertThat(reader.read(offset, length)).isEqualTo(ByteBuffer.wrap(content, offset, length));
            }
        }
    }

    @Test
    void guarantee4ARangeOutsideTheObjectIsRefused() {
        store().putIfAbsent("a", text("hello"));

        try (ObjectReader reader = store().open("a")) {
            assertThat(reader.read(5, 0).remaining()).isZero();
            for (long[] range : new long[][] {{0, 6}, {5, 1}, {-1, 2}, {6, 0}, {0, -1}, {Long.MAX_VALUE, 1}}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> reader.read(range[0], Math.toIntExact(range[1])))
                        .withMessageContaining("Object a has 5 bytes");
            }
        }
    }

    @Test
    void guarantee4AClosedReaderReadsNoMore() {
        store().putIfAbsent("a", text("hello"));
        ObjectReader reader = store().open("a");
        reader.close();
        reader.close();

        assertThatIllegalStateException().isThrownBy(() -> reader.read(0, 1));
    }

    @Test
    void guarantee4OneReaderServesManyThreadsThoughSomeAreInterrupted() throws Exception {
        byte[] content = random(2_000_000);
        stream("a", content, 1 << 20);

        try (ObjectReader reader = store().open("a")) {
            List<Boolean> interrupted = race(thread -> {
                Random random = new Random(thread);
                for (int i = 0; i < 50; i++) {
                    if (thread % 4 == 0) {
                        Thread.currentThread().interrupt();
                    }
                    int offset = random.nextInt(content.length);
                    int length = random.nextInt(content.length - offset + 1);
                    assertThat(reader.read(offset, length)).isEqualTo(ByteBuffer.wrap(content, offset, length));
                }
                return Thread.interrupted();
            });

            assertThat(interrupted)
                    .isEqualTo(IntStream.range(0, THREADS)
                            .mapToObj(thread -> thread % 4 == 0)
                            .toList());
        }
    }

    @Test
    void guarantee4AnInterruptedThreadWritesAndReads() {
        Thread.currentThread().interrupt();

        assertThat(store().putIfAbsent("t/a", text("one"))).isEqualTo(PutOutcome.CREATED);
        assertThat(stream("t/b", text("two"), 1)).isEqualTo(PutOutcome.CREATED);
        assertThat(store().compareAndSwap("t/a", version("t/a"), text("three"))).isEqualTo(SwapOutcome.SWAPPED);
        assertThat(content("t/a")).isEqualTo(text("three"));
        assertThat(store().list("", "", 5)).hasSize(2);
        store().delete("t/b");
        assertThat(Thread.interrupted()).isTrue();
    }

    // 5. Immutable but for swaps

    @Test
    void guarantee5ASwapFromTheVersionReadReplacesTheContent() {
        store().putIfAbsent("t/a", text("one"));
        Version first = version("t/a");

        assertThat(store().compareAndSwap("t/a", first, text("two"))).isEqualTo(SwapOutcome.SWAPPED);

        assertThat(content("t/a")).isEqualTo(text("two"));
        assertThat(version("t/a")).isNotEqualTo(first);
        assertThat(store().list("", "", 10)).extracting(ObjectSummary::path).containsExactly("t/a");
    }

    @Test
    void guarantee5ASwapFromAnOldVersionIsStale() {
        store().putIfAbsent("t/a", text("one"));
        Version first = version("t/a");
        store().compareAndSwap("t/a", first, text("two"));

        assertThat(store().compareAndSwap("t/a", first, text("three"))).isEqualTo(SwapOutcome.STALE);
        assertThat(content("t/a")).isEqualTo(text("two"));
    }

    @Test
    void guarantee5ASwapOfAnAbsentObjectIsStale() {
        store().putIfAbsent("t/a", text("one"));
        Version first = version("t/a");
        store().delete("t/a");

        assertThat(store().compareAndSwap("t/a", first, text("two"))).isEqualTo(SwapOutcome.STALE);
        assertThat(store().compareAndSwap("u/a", first, text("two"))).isEqualTo(SwapOutcome.STALE);
        assertThat(store().list("", "", 10)).isEmpty();
    }

    @Test
    void guarantee5RacingSwapsLoseNoUpdate() throws Exception {
        int increments = 25;
        store().putIfAbsent("counter", text("0"));

        race(thread -> {
            for (int i = 0; i < increments; i++) {
                increment("counter");
            }
            return true;
        });

        assertThat(content("counter")).isEqualTo(text(Integer.toString(THREADS * increments)));
    }

    @Test
    void guarantee5ASwapNeverBringsADeletedObjectBack() throws Exception {
        for (int round = 0; round < 30; round++) {
            String path = "t/" + round;
            store().putIfAbsent(path, text("one"));
            Version first = version(path);

            race(thread -> {
                if (thread == 0) {
                    store().delete(path);
                    return SwapOutcome.STALE;
                }
                return store().compareAndSwap(path, first, text("thread " + thread));
            });

            assertThat(store().get(path)).isEmpty();
        }
    }

    @Test
    void guarantee5AReturnedContentBelongsToTheCaller() {
        byte[] put = text("hello");
        store().putIfAbsent("a", put);
        put[0] = 'x';
        content("a")[1] = 'x';

        assertThat(content("a")).isEqualTo(text("hello"));
    }
}
