package dev.sleeper.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.ManualTimekeeper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Without faults it is a store like any other; with each it does what the fault says.
class FaultyObjectStoreTest extends ObjectStoreContract {
    private static final byte[] ONE = "one".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TWO = "two".getBytes(StandardCharsets.US_ASCII);

    private final ManualTimekeeper clock = new ManualTimekeeper();
    private final InMemoryObjectStore inner = new InMemoryObjectStore(clock);

    @Override
    protected ObjectStore openStore() {
        return faulty(FaultSchedule.none());
    }

    private FaultyObjectStore faulty(FaultSchedule schedule) {
        return new FaultyObjectStore(inner, schedule, clock, new Random(1));
    }

    @Test
    void anErrorBeforeDoesNothing() {
        FaultyObjectStore store = faulty(FaultSchedule.always(StoreOperation.PUT, Fault.ERROR_BEFORE));

        assertThatThrownBy(() -> store.putIfAbsent("a", ONE)).isInstanceOf(StoreUnavailableException.class);
        assertThat(inner.versions()).isEmpty();
        assertThat(store.faults(Fault.ERROR_BEFORE, StoreOperation.PUT)).isEqualTo(1);
    }

    @Test
    void aLostRequestDoesNothingAndIsUnclear() {
        FaultyObjectStore store = faulty(FaultSchedule.always(StoreOperation.PUT, Fault.LOST_REQUEST));

        assertThat(store.putIfAbsent("a", ONE)).isEqualTo(PutOutcome.UNCLEAR);
        assertThat(inner.versions()).isEmpty();
    }

    @Test
    void aLostAnswerDoesItAndIsUnclear() {
        FaultyObjectStore store = faulty((operation, path, number) -> Fault.LOST_ANSWER);

        assertThat(store.putIfAbsent("a", ONE)).isEqualTo(PutOutcome.UNCLEAR);
        assertThat(inner.get("a")).isPresent();
        assertThat(store.compareAndSwap("a", Version.of(ONE), TWO)).isEqualTo(SwapOutcome.UNCLEAR);
        assertThat(inner.versions()).containsValue(Version.of(TWO));
        assertThatThrownBy(() -> store.delete("a")).isInstanceOf(StoreUnavailableException.class);
        assertThat(inner.versions()).isEmpty();
    }

    @Test
    void aLateRequestArrivesAfterTheObjectWasDeletedMeanwhile() {
        FaultyObjectStore store = faulty(FaultSchedule.always(StoreOperation.PUT, Fault.LATE));

        assertThat(store.putIfAbsent("a", ONE)).isEqualTo(PutOutcome.UNCLEAR);
        assertThat(inner.versions()).isEmpty();
        store.deliverLate();

        assertThat(inner.versions()).containsOnlyKeys("a");
    }

    @Test
    void aDuplicateOfAPutBringsADeletedObjectBack() {
        FaultyObjectStore store = faulty(FaultSchedule.always(StoreOperation.PUT, Fault.DUPLICATE));

        assertThat(store.putIfAbsent("a", ONE)).isEqualTo(PutOutcome.CREATED);
        inner.delete("a");
        for (int i = 0; i < 50; i++) {
            store.date();
        }

        assertThat(inner.versions()).containsOnlyKeys("a");
    }

    @Test
    void aDuplicateOfAFinishBringsADeletedObjectBack() {
        FaultyObjectStore store = faulty(FaultSchedule.always(StoreOperation.FINISH, Fault.DUPLICATE));

        try (ObjectWriter writer = store.create("a")) {
            writer.write(ByteBuffer.wrap(ONE));
            assertThat(writer.finish()).isEqualTo(PutOutcome.CREATED);
        }
        inner.delete("a");
        store.deliverLate();

        assertThat(inner.versions()).containsValue(Version.of(ONE));
    }

    @Test
    void aDoubledPutMeetsItself() {
        FaultyObjectStore store = faulty(FaultSchedule.always(StoreOperation.PUT, Fault.DOUBLED));

        assertThat(store.putIfAbsent("a", ONE)).isEqualTo(PutOutcome.EXISTS);
        assertThat(inner.versions()).containsValue(Version.of(ONE));
    }

    @Test
    void aDoubledSwapMeetsItself() {
        FaultyObjectStore store = faulty(FaultSchedule.always(StoreOperation.SWAP, Fault.DOUBLED));
        inner.putIfAbsent("a", ONE);

        assertThat(store.compareAndSwap("a", Version.of(ONE), TWO)).isEqualTo(SwapOutcome.STALE);
        assertThat(inner.versions()).containsValue(Version.of(TWO));
    }

    @Test
    void aConflictDecidesNothing() {
        FaultyObjectStore store = faulty((operation, path, number) -> Fault.CONFLICT);

        assertThat(store.putIfAbsent("a", ONE)).isEqualTo(PutOutcome.CONFLICT);
        assertThat(store.compareAndSwap("a", Version.of(ONE), TWO)).isEqualTo(SwapOutcome.CONFLICT);
        assertThat(store.get("a")).isEmpty();
    }

    @Test
    void aBurstTurnsSeveralOperationsAwayAndEnds() {
        FaultyObjectStore store = faulty((operation, path, number) -> number == 2 ? Fault.BURST : Fault.NONE);

        List<Boolean> answered = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            try {
                store.date();
                answered.add(true);
            } catch (StoreUnavailableException e) {
                answered.add(false);
            }
        }

        assertThat(answered).startsWith(true, false, false).endsWith(true, true);
        assertThat(answered).filteredOn(wasAnswered -> !wasAnswered).hasSize(10);
    }

    @Test
    void aStallPassesOnEitherSideOfTheRequest() {
        FaultyObjectStore before = faulty(FaultSchedule.always(StoreOperation.DATE, Fault.STALL_BEFORE));
        FaultyObjectStore after = faulty(FaultSchedule.always(StoreOperation.DATE, Fault.STALL_AFTER));

        assertThat(before.date()).isEqualTo(clock.now());
        assertThat(after.date()).isBefore(clock.now().minus(Duration.ofHours(1)));
    }

    @Test
    void aTornWriteLeavesNothingToSee() {
        FaultyObjectStore store = faulty((operation, path, number) -> Fault.TORN);

        assertThat(store.putIfAbsent("a", ONE)).isEqualTo(PutOutcome.UNCLEAR);
        try (ObjectWriter writer = store.create("b")) {
            assertThatThrownBy(() -> writer.write(ByteBuffer.wrap(ONE))).isInstanceOf(StoreUnavailableException.class);
        }
        assertThat(inner.versions()).isEmpty();
    }

    @Test
    void aSeedGivesTheSameFaultsAgain() {
        assertThat(run(7)).isEqualTo(run(7)).isNotEqualTo(run(8));
    }

    private List<String> run(long seed) {
        Random random = new Random(seed);
        FaultyObjectStore store = new FaultyObjectStore(
                new InMemoryObjectStore(clock),
                FaultSchedule.random(random, 0.3, EnumSet.allOf(Fault.class)),
                clock,
                random);
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            try {
                answers.add(store.putIfAbsent("a/" + i % 50, ONE).toString());
                answers.add(store.get("a/" + i % 50).toString().replaceAll("@.*", ""));
                store.delete("a/" + i % 40);
            } catch (StoreUnavailableException e) {
                answers.add(String.valueOf(e.getMessage()));
            }
        }
        return answers;
    }
}
