package dev.sleeper.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.local.LocalObjectStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The probe passes the stores that are right, and finds each planted mistake.
class StoreProbeTest {
    private final SystemEnvironment system = SystemEnvironment.open();
    private final Environment environment = system.environment();
    private final InMemoryObjectStore memory = new InMemoryObjectStore(environment.clock());

    @AfterEach
    void stopThreads() {
        system.close();
    }

    private List<String> violations(ObjectStore store) throws InterruptedException {
        return new StoreProbe(store, environment, 8, 24).run().violations();
    }

    @Test
    void aStoreInMemoryPassesAndIsLeftEmpty() throws InterruptedException {
        assertThat(StoreProbe.thorough(memory, environment).run().passed()).isTrue();
        assertThat(memory.versions()).isEmpty();
    }

    @Test
    void aLocalDirectoryPassesAndIsLeftEmpty(@TempDir Path root) throws InterruptedException {
        try (ObjectStore store = LocalObjectStore.open(root, environment)) {
            assertThat(StoreProbe.quick(store, environment).run().violations()).isEmpty();
            assertThat(root.resolve("probe")).doesNotExist();
        }
    }

    @Test
    void aStoreWhoseAnswersGetLostPasses() throws InterruptedException {
        FaultSchedule schedule = (operation, path, number) -> operation != StoreOperation.PUT
                ? Fault.NONE
                : List.of(Fault.NONE, Fault.LOST_ANSWER, Fault.LOST_REQUEST, Fault.CONFLICT)
                        .get(Math.toIntExact(number % 4));

        assertThat(violations(new FaultyObjectStore(memory, schedule, new ManualTimekeeper(), new Random(1))))
                .isEmpty();
    }

    @Test
    void conflictsAndRequestsThatArriveTwiceAreNoFindings() throws InterruptedException {
        for (int seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            FaultSchedule schedule = FaultSchedule.random(random, 0.2, EnumSet.of(Fault.CONFLICT, Fault.DOUBLED));
            FaultyObjectStore flaky = new FaultyObjectStore(
                    memory,
                    // A swap that arrives twice cannot be told from a lost one.
                    (operation, path, number) ->
                            operation == StoreOperation.SWAP ? Fault.NONE : schedule.next(operation, path, number),
                    new ManualTimekeeper(),
                    random);

            assertThat(violations(flaky)).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void aStoreThatDoesNotAnswerIsNoFinding() {
        FaultSchedule schedule = FaultSchedule.random(new Random(1), 1, EnumSet.of(Fault.ERROR_BEFORE));

        assertThatThrownBy(() ->
                        violations(new FaultyObjectStore(memory, schedule, new ManualTimekeeper(), new Random(1))))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void overwritingPutsAreFound() throws InterruptedException {
        ObjectStore overwriting = new ForwardingObjectStore(memory) {
            @Override
            public PutOutcome putIfAbsent(String path, byte[] content) {
                store.delete(path);
                store.putIfAbsent(path, content);
                return PutOutcome.CREATED;
            }
        };

        assertThat(violations(overwriting))
                .contains("An object was put in the place of one that was there")
                .contains("An object changed when another was put in its place");
    }

    @Test
    void aSecondWinnerOfARaceIsFound() throws InterruptedException {
        AtomicBoolean lied = new AtomicBoolean();
        ObjectStore twoWinners = new ForwardingObjectStore(memory) {
            @Override
            public PutOutcome putIfAbsent(String path, byte[] content) {
                PutOutcome outcome = store.putIfAbsent(path, content);
                boolean lost = path.endsWith("raced/23") && outcome == PutOutcome.EXISTS;
                return lost && lied.compareAndSet(false, true) ? PutOutcome.CREATED : outcome;
            }
        };

        assertThat(violations(twoWinners))
                .anyMatch(violation -> violation.contains("2 were told") || violation.contains("not the winner's"));
    }

    @Test
    void aCheckBeforeAnUnconditionalPutIsFound() throws InterruptedException {
        int writers = 8;
        ObjectStore checking = new UncheckedPuts(memory, writers);

        assertThat(new StoreProbe(checking, environment, writers, 4).run().violations())
                .contains("Of 8 writers that put one object, 8 were told that theirs is there");
    }

    @Test
    void swapsWithoutACheckAreFound() throws InterruptedException {
        ObjectStore unchecked = new ForwardingObjectStore(memory) {
            @Override
            public SwapOutcome compareAndSwap(String path, Version expected, byte[] content) {
                return store.get(path)
                        .map(object -> store.compareAndSwap(path, object.version(), content))
                        .orElse(SwapOutcome.STALE);
            }
        };

        assertThat(violations(unchecked)).contains("A swap from an old version was carried out");
    }

    @Test
    void wrongRangesAreFound() throws InterruptedException {
        ObjectStore shifting = new ForwardingObjectStore(memory) {
            @Override
            public ObjectReader open(String path) {
                return new ShiftingReader(store.open(path));
            }
        };

        assertThat(violations(shifting))
                .containsExactly("A range of a streamed object has other bytes than were written");
    }

    /// Reads from one byte before.
    private static final class ShiftingReader extends ForwardingObjectReader {
        ShiftingReader(ObjectReader reader) {
            super(reader);
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            return reader.read(Math.max(0, offset - 1), length);
        }
    }

    @Test
    void incompleteListsAreFound() throws InterruptedException {
        ObjectStore forgetful = new ForwardingObjectStore(memory) {
            @Override
            public List<ObjectSummary> list(String prefix, String after, int limit) {
                return store.list(prefix, after, limit).stream().skip(1).toList();
            }
        };

        assertThat(violations(forgetful)).contains("A list did not show just the objects there, in order");
    }

    @Test
    void objectsThatOutliveTheirDeletionAreFound() throws InterruptedException {
        ObjectStore lingering = new ForwardingObjectStore(memory) {
            @Override
            public void delete(String path) {}
        };

        assertThat(violations(lingering))
                .contains("An object was still there after it had been deleted")
                .contains("A list did not show just the objects there after a delete");
    }
}
