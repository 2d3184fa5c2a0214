package dev.sleeper.log;

import dev.sleeper.log.Clean.Cleaned;
import dev.sleeper.log.MoveBoundary.Moved;
import dev.sleeper.log.Sight.Seen;
import dev.sleeper.log.Step.Asking;
import dev.sleeper.log.Step.Done;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A process that runs real procedures one after the other, as a value. It may stall between any two steps for
/// as long as it likes, for ever too, which is how it crashes.
///
/// @param role   what it is there for
/// @param stage  how many procedures it has begun
/// @param step   the procedure that runs; empty when it rests or has ended
/// @param known  the newest state that it has seen
/// @param result what became of a writer's change, once it knows
/// @param floor  the newest version that was acknowledged before a reader began to read
record ModelActor(
        Role role,
        int stage,
        Optional<Asking<TinyState, TinyEntry, Object, Object>> step,
        TinyState known,
        Optional<CommitResult> result,
        long floor) {
    private static final TinyRules RULES = new TinyRules();

    /// What an actor is there for.
    sealed interface Role {
        /// Commits one change; its name is the commit id.
        record Writer(String name, TinyChange change) implements Role {}

        /// Writes two checkpoints, with a cutoff in between, and cleans up after that.
        record Cleaner(String name, TinyChange.Forget forget) implements Role {}

        /// Loads the log, then refreshes what it has.
        record Reader(String name) implements Role {}
    }

    static ModelActor writer(String name, String jobId, int begun) {
        return of(new Role.Writer(name, new TinyChange.Write(jobId, begun)));
    }

    static ModelActor cleaner(int forgetsThrough) {
        return of(new Role.Cleaner("cleaner", new TinyChange.Forget(forgetsThrough)));
    }

    static ModelActor reader() {
        return of(new Role.Reader("reader"));
    }

    private static ModelActor of(Role role) {
        return new ModelActor(role, 0, Optional.empty(), TinyState.EMPTY, Optional.empty(), -1);
    }

    String name() {
        return switch (role) {
            case Role.Writer writer -> writer.name();
            case Role.Cleaner cleaner -> cleaner.name();
            case Role.Reader reader -> reader.name();
        };
    }

    /// The procedure's step, or how the actor ended.
    String describe() {
        return step.map(asking -> asking.getClass().getSimpleName())
                .or(() -> result.map(CommitResult::toString))
                .orElse("at stage " + stage + ", knows version " + known.version());
    }

    /// The actor without what no check needs any more once it has ended, which makes for fewer states. As
    /// histories only grow, what it was told stays true, but for a rejection.
    ///
    /// @param watched true when a reader is there, who must see what was acknowledged
    ModelActor summary(boolean watched) {
        if (step.isPresent() || mayBegin()) {
            return this;
        }
        boolean needed = watched || (result.isPresent() && result.get() instanceof CommitResult.Rejected);
        return new ModelActor(role, stage, step, TinyState.EMPTY, needed ? result : Optional.empty(), -1);
    }

    /// True when the next thing that it does is to begin a procedure.
    boolean mayBegin() {
        return step.isEmpty()
                && switch (role) {
                    case Role.Writer writer -> stage == 0;
                    case Role.Cleaner cleaner -> stage <= CleanerStage.CLEANS;
                    case Role.Reader reader -> stage < 2;
                };
    }

    /// Begins the next procedure.
    ///
    /// @param acknowledged the newest version that anybody was told of as committed
    ModelActor begin(long acknowledged, Mistake mistake) {
        Step<TinyState, TinyEntry, ?> first =
                switch (role) {
                    case Role.Writer(String name, TinyChange change) ->
                        Commit.of(RULES, known, List.of(change), new Stamp(name, 0));
                    case Role.Cleaner cleaner -> CleanerStage.begin(this, cleaner, mistake);
                    case Role.Reader reader -> stage == 0 ? ReadLog.load(RULES) : ReadLog.refresh(RULES, known);
                };
        ModelActor begun = new ModelActor(role, stage + 1, Optional.empty(), known, result, acknowledged);
        return begun.at(first);
    }

    /// What the actor may become when its step gets this answer. To rest and go on changes nothing that others
    /// see, so it is part of the same move.
    List<ModelActor> on(Object answer, Mistake mistake) {
        Asking<TinyState, TinyEntry, Object, Object> asking = step.orElseThrow();
        Step<TinyState, TinyEntry, ?> next =
                answer == ModelStore.NO_ANSWER ? asking.unanswered("no answer") : asking.on(answer);
        ModelActor moved = at(mistake.after(asking, answer, next));
        if (moved.step.isPresent() && moved.step.get().request() instanceof Request.Rest) {
            return Stream.of(Patience.values())
                    .flatMap(patience -> moved.on(patience, mistake).stream())
                    .toList();
        }
        return List.of(moved);
    }

    @SuppressWarnings("unchecked")
    private ModelActor at(Step<TinyState, TinyEntry, ?> next) {
        return switch (next) {
            case Asking<TinyState, TinyEntry, ?, ?> asking ->
                new ModelActor(
                        role,
                        stage,
                        Optional.of((Asking<TinyState, TinyEntry, Object, Object>) asking),
                        known,
                        result,
                        floor);
            case Done<TinyState, TinyEntry, ?> done -> ended(done.outcome());
        };
    }

    private ModelActor ended(Object outcome) {
        return switch (outcome) {
            case Settled<?> settled -> {
                TinyState newest = settled.newest().map(TinyState.class::cast).orElse(known);
                CommitResult told = settled.results().getFirst().orElseThrow();
                yield role instanceof Role.Cleaner
                        ? resting(stage, newest)
                        : new ModelActor(role, stage, Optional.empty(), newest, Optional.of(told), floor);
            }
            case Seen<?> seen -> afterReading((TinyState) seen.state());
            case Sight.Unseen<?> unseen -> new ModelActor(role, stage - 1, Optional.empty(), known, result, -1);
            case Moved moved -> resting(stage, known);
            case Cleaned cleaned -> resting(stage, known);
            default -> throw new IllegalStateException("No procedure ends in " + outcome);
        };
    }

    /// A cleaner looks again until there is something to write down.
    private ModelActor afterReading(TinyState seen) {
        boolean nothingThere = role instanceof Role.Cleaner && seen.entries().isEmpty();
        return resting(nothingThere ? stage - 1 : stage, seen);
    }

    private ModelActor resting(int atStage, TinyState newest) {
        return new ModelActor(role, atStage, Optional.empty(), newest, result, floor);
    }

    /// What a cleaner does at which stage.
    static final class CleanerStage {
        static final int LOADS = 0;
        static final int CHECKPOINTS = 1;
        static final int FORGETS = 2;
        static final int CHECKPOINTS_AGAIN = 3;
        static final int CLEANS = 4;
        private static final CheckpointRetention RETENTION = new CheckpointRetention(Duration.ZERO, Duration.ZERO);

        private CleanerStage() {}

        static Step<TinyState, TinyEntry, ?> begin(ModelActor actor, Role.Cleaner cleaner, Mistake mistake) {
            return switch (actor.stage) {
                case LOADS -> ReadLog.load(RULES);
                case CHECKPOINTS -> checkpoint(actor.known, "x");
                case FORGETS -> Commit.of(RULES, actor.known, List.of(cleaner.forget()), new Stamp(cleaner.name(), 0));
                case CHECKPOINTS_AGAIN -> checkpoint(mistake.beforeCheckpoint(actor.known), "y");
                case CLEANS -> mistake.clean(Clean.of(RETENTION, Instant.EPOCH));
                default -> throw new IllegalStateException("A cleaner has no stage " + actor.stage);
            };
        }

        private static Step<TinyState, TinyEntry, Moved> checkpoint(TinyState state, String random) {
            return WriteCheckpoint.of(state, new CheckpointName(state.version(), random));
        }
    }
}
