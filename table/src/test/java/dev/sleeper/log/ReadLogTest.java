package dev.sleeper.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.log.Sight.Seen;
import dev.sleeper.log.Sight.Unseen;
import dev.sleeper.log.Step.Asking;
import dev.sleeper.log.Step.Done;
import dev.sleeper.log.TinyChange.Write;
import dev.sleeper.objectstore.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Readings that the store changes under, one answer at a time.
class ReadLogTest {
    private static final TinyRules RULES = new TinyRules();
    private static final TinyEntry FIRST = new TinyEntry("c0", List.of(new Write("a", 1)));
    private static final TinyEntry SECOND = new TinyEntry("c1", List.of(new Write("b", 1)));
    private static final TinyEntry THIRD = new TinyEntry("c2", List.of(new Write("c", 1)));
    private static final TinyState ONE = TinyState.EMPTY.after(FIRST);
    private static final TinyState TWO = ONE.after(SECOND);
    private static final TinyState THREE = TWO.after(THIRD);
    private static final CheckpointName OF_ONE = new CheckpointName(0, "x");
    private static final CheckpointName OF_TWO = new CheckpointName(1, "y");

    private static final ModelStore BEFORE =
            store(Map.of(0L, FIRST, 1L, SECOND, 2L, THIRD), new Boundary(-1, Optional.of(OF_ONE)), Map.of(OF_ONE, ONE));
    private static final ModelStore AFTER =
            store(Map.of(1L, SECOND, 2L, THIRD), new Boundary(0, Optional.of(OF_TWO)), Map.of(OF_TWO, TWO));

    @Test
    void loadingStartsOverWhenItsCheckpointIsDeletedBeforeItIsRead() {
        Step<TinyState, TinyEntry, Sight<TinyState>> step = answered(ReadLog.load(RULES), BEFORE);

        assertThat(state(step, AFTER)).isEqualTo(THREE);
    }

    @Test
    void refreshingStartsOverWhenTheNextEntryIsCleanedAway() {
        assertThat(state(ReadLog.refresh(RULES, TinyState.EMPTY), AFTER)).isEqualTo(THREE);
    }

    @Test
    void anEntryPutWhereCleanUpHasBeenIsNotBelieved() {
        TinyEntry late = new TinyEntry("late", List.of(new Write("z", 1)));
        ModelStore store = store(Map.of(0L, late, 1L, SECOND, 2L, THIRD), AFTER.boundary(), AFTER.checkpoints());

        assertThat(state(ReadLog.refresh(RULES, TinyState.EMPTY), store)).isEqualTo(THREE);
    }

    @Test
    void aCheckpointThatTheBoundaryStillNamesButThatIsGoneIsDamage() {
        ModelStore store = store(Map.of(), new Boundary(0, Optional.of(OF_TWO)), Map.of());

        assertThat(outcome(ReadLog.load(RULES), store)).isInstanceOfSatisfying(Unseen.class, unseen -> {
            assertThat(unseen.cause()).isEqualTo(Cause.DAMAGED);
            assertThat(unseen.reason()).contains(OF_TWO.fileName());
        });
    }

    @Test
    void aReaderThatIsAlwaysOvertakenGivesUp() {
        Step<TinyState, TinyEntry, Sight<TinyState>> step = ReadLog.load(RULES);
        for (int i = 0; i <= ReadLog.MAX_RESTARTS; i++) {
            Boundary boundary = new Boundary(-1, Optional.of(new CheckpointName(i, "x")));
            ModelStore store = store(Map.of(), boundary, Map.of());
            step = answered(answered(step, store), store);
        }

        assertThat(step)
                .isEqualTo(new Done<>(
                        new Unseen<>(Cause.BUSY, "clean-up deleted what was about to be read, 8 times over")));
    }

    @Test
    void aMissingBoundaryIsNotAnEmptyLog() {
        Step<TinyState, TinyEntry, Sight<TinyState>> step = ReadLog.load(RULES);

        assertThat(on(step, new StoredBoundary.Missing()))
                .isInstanceOfSatisfying(Done.class, done -> assertThat(done.outcome())
                        .isInstanceOfSatisfying(Unseen.class, unseen -> assertThat(unseen.cause())
                                .isEqualTo(Cause.GONE)));
    }

    @Test
    void aStateBeforeADamagedEntryIsSeenWithTheDamage() {
        Step<TinyState, TinyEntry, Sight<TinyState>> step = ReadLog.refresh(RULES, ONE);
        step = on(step, List.of(new Slot.Damaged<TinyEntry>("it is cut off")));
        step = on(step, new StoredBoundary.Usable(Boundary.NEW, new Version("1")));

        assertThat(step).isInstanceOfSatisfying(Done.class, done -> {
            Seen<?> seen = (Seen<?>) done.outcome();
            assertThat(seen.state()).isEqualTo(ONE);
            assertThat(seen.obstacle()).hasValueSatisfying(obstacle -> assertThat(obstacle.reason())
                    .isEqualTo("entry 1 is damaged: it is cut off"));
        });
    }

    @Test
    void aLongTailIsReadInFewRequestsAndALogWithoutNewsInOne() {
        Map<Long, TinyEntry> slots = new HashMap<>();
        TinyState all = TinyState.EMPTY;
        for (int i = 0; i < 100; i++) {
            TinyEntry entry = new TinyEntry("c" + i, List.of(new Write("job-" + i, 1)));
            slots.put((long) i, entry);
            all = all.after(entry);
        }
        ModelStore store = store(slots, Boundary.NEW, Map.of());

        // The boundary, 1 + 2 + 4 + 8 slots and 16 for six times, the boundary.
        assertThat(requests(ReadLog.load(RULES), store)).isEqualTo(12);
        assertThat(state(ReadLog.load(RULES), store)).isEqualTo(all);
        assertThat(requests(ReadLog.refresh(RULES, all), store)).isEqualTo(2);
    }

    @Test
    void aLogEndsAtItsFirstFreeSlotWhateverWasReadBehindIt() {
        Step<TinyState, TinyEntry, Sight<TinyState>> step = on(ReadLog.refresh(RULES, ONE), List.of(ours(SECOND)));
        step = on(step, List.of(new Slot.Absent<TinyEntry>(), ours(THIRD)));
        step = on(step, new StoredBoundary.Usable(Boundary.NEW, new Version("1")));

        assertThat(step).isEqualTo(new Done<>(new Seen<>(TWO, false, Boundary.NEW, Optional.empty())));
    }

    private static Slot<TinyEntry> ours(TinyEntry entry) {
        return new Slot.Ours<>(entry);
    }

    private static int requests(Step<TinyState, TinyEntry, Sight<TinyState>> first, ModelStore store) {
        int count = 0;
        for (Step<TinyState, TinyEntry, Sight<TinyState>> step = first; step instanceof Asking; count++) {
            step = answered(step, store);
        }
        return count;
    }

    private static ModelStore store(
            Map<Long, TinyEntry> slots, Boundary boundary, Map<CheckpointName, TinyState> checkpoints) {
        return new ModelStore(slots, boundary, checkpoints, Set.of(), Set.of(), ModelStore.Stranger.STAYS_AWAY);
    }

    private static TinyState state(Step<TinyState, TinyEntry, Sight<TinyState>> step, ModelStore store) {
        return ((Seen<TinyState>) outcome(step, store)).state();
    }

    private static Sight<TinyState> outcome(Step<TinyState, TinyEntry, Sight<TinyState>> step, ModelStore store) {
        Step<TinyState, TinyEntry, Sight<TinyState>> next = step;
        while (next instanceof Asking) {
            next = answered(next, store);
        }
        return ((Done<TinyState, TinyEntry, Sight<TinyState>>) next).outcome();
    }

    /// The step after the answer that an undisturbed store gives.
    private static Step<TinyState, TinyEntry, Sight<TinyState>> answered(
            Step<TinyState, TinyEntry, Sight<TinyState>> step, ModelStore store) {
        Asking<TinyState, TinyEntry, ?, Sight<TinyState>> asking =
                (Asking<TinyState, TinyEntry, ?, Sight<TinyState>>) step;
        return on(step, store.ask(asking.request()).getFirst().answer());
    }

    @SuppressWarnings("unchecked")
    private static Step<TinyState, TinyEntry, Sight<TinyState>> on(
            Step<TinyState, TinyEntry, Sight<TinyState>> step, Object answer) {
        return ((Asking<TinyState, TinyEntry, Object, Sight<TinyState>>) step).on(answer);
    }
}
