package dev.sleeper.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.log.Clean.Cleaned;
import dev.sleeper.log.CommitResult.Unknown;
import dev.sleeper.log.ModelChecker.Report;
import dev.sleeper.log.Step.Done;
import dev.sleeper.objectstore.PutOutcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every state that the real steps of the protocol can reach, whoever sleeps, crashes or loses an answer and
/// when, and the mistakes that this search finds.
///
/// What bounds a search is its actors: each writer commits one change, and the cleaner, which also writes two
/// checkpoints, moves the boundary and deletes, one cutoff. So three writers and the cleaner fill four slots at
/// most. How many answers to writes get lost is bounded for the whole run; sleeps and refused requests are not.
class LogModelCheckTest {
    /// Lost answers while one of three writers repeats another's job. By hand two: `-Dsleeper.model.lost=2`.
    private static final int LOST_ANSWERS = Integer.getInteger("sleeper.model.lost", 1);

    private static final ModelActor FIRST = ModelActor.writer("first", "a", 1);
    private static final ModelActor SECOND = ModelActor.writer("second", "b", 2);
    private static final ModelActor RETRY = ModelActor.writer("retry", "a", 1);
    private static final ModelActor NAMELESS = ModelActor.writer("nameless", "", 0);
    private static final ModelActor CLEANER = ModelActor.cleaner(1);

    @Test
    void threeWritersOfWhichOneRepeatsAnotherKeepTheirPromisesBesideCleanUp() {
        Report report = ModelChecker.explore(List.of(FIRST, SECOND, RETRY, CLEANER), LOST_ANSWERS, Mistake.NONE);

        assertThat(report.violation()).isEmpty();
        assertThat(report.outcomes()).isEqualTo(Set.of("Committed", "AlreadyCommitted", "Rejected", "Unknown"));
        assertThat(report.slots()).isEqualTo(3);
        assertThat(report.states()).isGreaterThan(1_000_000);
    }

    @Test
    void threeWritersThatFillFourSlotsWithTheCleanerKeepTheirPromises() {
        Report report = ModelChecker.explore(List.of(FIRST, SECOND, NAMELESS, CLEANER), 1, Mistake.NONE);

        assertThat(report.violation()).isEmpty();
        assertThat(report.slots()).isEqualTo(4);
    }

    @Test
    void writersWithoutAJobIdKeepTheirPromisesBesideCleanUp() {
        Report report = ModelChecker.explore(List.of(FIRST, NAMELESS, CLEANER), 2, Mistake.NONE);

        assertThat(report.violation()).isEmpty();
        assertThat(report.outcomes()).isEqualTo(Set.of("Committed", "Rejected", "Unknown"));
    }

    @Test
    void anEntryOfAnotherProgramThatIsRemovedAgainMakesNoAnswerFalse() {
        Report report =
                ModelChecker.explore(ModelStore.NEW_WITH_STRANGER, List.of(FIRST, SECOND, CLEANER), 1, Mistake.NONE);

        assertThat(report.violation()).isEmpty();
        assertThat(report.outcomes()).isEqualTo(Set.of("Committed", "AlreadyCommitted", "Rejected", "Unknown"));
    }

    @Test
    void readersSeeAllThatWasAcknowledgedAndNeverGoBack() {
        Report report = ModelChecker.explore(List.of(FIRST, SECOND, ModelActor.reader(), CLEANER), 0, Mistake.NONE);

        assertThat(report.violation()).isEmpty();
    }

    @Test
    void notReadingTheBoundaryAfterThePutLosesACommit() {
        Mistake mistake = new Mistake() {
            @Override
            public Step<TinyState, TinyEntry, ?> after(
                    Step<TinyState, TinyEntry, ?> asking, Object answer, Step<TinyState, TinyEntry, ?> next) {
                return next instanceof Commit.Confirming<?, ?, ?> confirming
                        ? new Done<>(confirming.attempt().won())
                        : next;
            }
        };

        assertThat(violation(mistake, 0, FIRST, SECOND, NAMELESS, CLEANER)).contains("but the history is");
    }

    @Test
    void notReadingTheBoundaryAtTheEndOfTheLogShowsAnotherHistory() {
        Mistake mistake = new Mistake() {
            @Override
            public Step<TinyState, TinyEntry, ?> after(
                    Step<TinyState, TinyEntry, ?> asking, Object answer, Step<TinyState, TinyEntry, ?> next) {
                return next instanceof ReadLog.CheckingEnd<?, ?> end
                        ? new Done<>(end.tail().proved(Boundary.NEW, Optional.empty()))
                        : next;
            }
        };

        assertThat(violation(mistake, 0, FIRST, SECOND, ModelActor.reader(), CLEANER))
                .contains("reader missed a commit");
    }

    @Test
    void takingAConflictForALostSlotRejectsWhatIsCommitted() {
        Mistake mistake = new Mistake() {
            @Override
            public Step<TinyState, TinyEntry, ?> after(
                    Step<TinyState, TinyEntry, ?> asking, Object answer, Step<TinyState, TinyEntry, ?> next) {
                return answer == PutOutcome.CONFLICT && asking instanceof Commit.Putting<?, ?, ?> putting
                        ? new Done<>(asLost(putting.attempt()))
                        : next;
            }
        };

        assertThat(violation(mistake, 1, FIRST, CLEANER)).contains("was told Rejected");
    }

    @Test
    void takingAnExistingEntryForAnothersCommitsTwice() {
        Mistake mistake = new Mistake() {
            @Override
            public Step<TinyState, TinyEntry, ?> after(
                    Step<TinyState, TinyEntry, ?> asking, Object answer, Step<TinyState, TinyEntry, ?> next) {
                return answer == PutOutcome.EXISTS && asking instanceof Commit.Putting<?, ?, ?> putting
                        ? new Done<>(asLost(putting.attempt()))
                        : next;
            }
        };

        assertThat(violation(mistake, 1, FIRST, CLEANER)).contains("was told Rejected");
    }

    private static <S, C, E> Settled<S> asLost(Attempt<S, C, E> attempt) {
        return new Attempt<>(attempt.proposal(), attempt.base(), attempt.draft(), false, false)
                .failed(Cause.BUSY, "lost");
    }

    @Test
    void deletingBeforeTheBoundaryIsRaisedBeginsASecondHistory() {
        Mistake mistake = new Mistake() {
            @Override
            public Step<TinyState, TinyEntry, ?> after(
                    Step<TinyState, TinyEntry, ?> asking, Object answer, Step<TinyState, TinyEntry, ?> next) {
                return next instanceof Clean.Raising<?, ?, ?> raising ? sweepFirst(raising.plan()) : next;
            }
        };

        assertThat(violation(mistake, 0, FIRST, SECOND, NAMELESS, CLEANER)).isNotEmpty();
    }

    private static Step<TinyState, TinyEntry, Cleaned> sweepFirst(CheckpointRetention.Plan plan) {
        return new Clean.Sweeping<>(plan.oldest().orElseThrow().version() - 1, List.of(), 0);
    }

    @Test
    void deletingDataFilesAfterUnknownLosesRows() {
        Mistake mistake = new Mistake() {
            @Override
            public boolean deletesDataAfter(CommitResult result) {
                return result instanceof Unknown;
            }
        };

        assertThat(violation(mistake, 1, FIRST, CLEANER)).contains("is deleted, but it is committed");
    }

    @Test
    void forgettingJobsWithoutACommittedCutoffWritesThemTwice() {
        Mistake mistake = new Mistake() {
            @Override
            public TinyState beforeCheckpoint(TinyState state) {
                return new TinyState(state.entries(), Set.of(), 0);
            }
        };

        assertThat(violation(mistake, 0, FIRST, SECOND, RETRY, CLEANER)).contains("but the history is");
    }

    private static String violation(Mistake mistake, int lostAnswers, ModelActor... actors) {
        return ModelChecker.explore(List.of(actors), lostAnswers, mistake)
                .violation()
                .orElse("");
    }
}
