package dev.sleeper.log;

import dev.sleeper.log.MoveBoundary.Moved;
import dev.sleeper.log.Request.Deleted;
import dev.sleeper.log.Request.Published;
import dev.sleeper.log.Step.Asking;
import dev.sleeper.log.Step.Done;
import dev.sleeper.log.Step.Resting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Deletes old entries and checkpoints.
///
/// The checkpoints that loading will depend on are read whole before anything is deleted, and readers of other
/// makes have a copy of the one that the boundary names, by which they can do without the entries before it.
/// The boundary is moved past the entries and read back before the first of them goes, and only entries that it
/// covers, as read, are deleted: a writer that has slept since may fill such a slot again, but reads the boundary
/// before it believes that.
public final class Clean {

    private Clean() {}

    /// What a clean-up ends in.
    public sealed interface Cleaned {

        /// All that was to go is gone.
        ///
        /// @param through entries up to this version are gone
        /// @param deleted how many objects were deleted
        record Through(long through, int deleted) implements Cleaned {}

        /// The clean-up stopped early; what it deleted until then was rightly deleted.
        record Stopped(Cause cause, String reason) implements Cleaned {}
    }

    /// Begins to clean up.
    public static <S, E> Step<S, E, Cleaned> of(CheckpointRetention retention, Instant now) {
        return new Looking<>(retention, now);
    }

    /// Reads the boundary to learn which checkpoint is named.
    record Looking<S, E>(CheckpointRetention retention, Instant now) implements Asking<S, E, StoredBoundary, Cleaned> {
        @Override
        public Request<S, E, StoredBoundary> request() {
            return new Request.ReadBoundary<>();
        }

        @Override
        public Step<S, E, Cleaned> on(StoredBoundary stored) {
            return switch (stored) {
                case StoredBoundary.Missing missing -> stopped(Cause.GONE, missing.reason());
                case StoredBoundary.Damaged(String problem) -> stopped(Cause.DAMAGED, problem);
                case StoredBoundary.Usable usable
                when usable.boundary().closed() -> stopped(Cause.GONE, "the log was closed: its table was dropped");
                case StoredBoundary.Usable usable ->
                    usable.boundary().checkpoint().isPresent()
                            ? new Publishing<>(
                                    retention,
                                    now,
                                    usable.boundary().checkpoint().get(),
                                    usable.boundary())
                            : new Done<>(new Cleaned.Through(usable.boundary().through(), 0));
            };
        }

        @Override
        public Step<S, E, Cleaned> unanswered(String why) {
            return restAndThen(this, why);
        }
    }

    /// Sees to it that readers of other makes have the checkpoint that is named.
    record Publishing<S, E>(CheckpointRetention retention, Instant now, CheckpointName named, Boundary boundary)
            implements Asking<S, E, Published, Cleaned> {
        @Override
        public Request<S, E, Published> request() {
            return new Request.PublishCheckpoint<>(named);
        }

        @Override
        public Step<S, E, Cleaned> on(Published published) {
            return switch (published) {
                case PUBLISHED -> new Listing<>(retention, now, named, boundary);
                case GONE -> overtaken(named);
            };
        }

        @Override
        public Step<S, E, Cleaned> unanswered(String why) {
            return restAndThen(this, why);
        }
    }

    /// Lists the checkpoints and decides which of them to keep.
    record Listing<S, E>(CheckpointRetention retention, Instant now, CheckpointName named, Boundary boundary)
            implements Asking<S, E, List<CheckpointSummary>, Cleaned> {
        @Override
        public Request<S, E, List<CheckpointSummary>> request() {
            return new Request.ListCheckpoints<>();
        }

        @Override
        public Step<S, E, Cleaned> on(List<CheckpointSummary> checkpoints) {
            CheckpointRetention.Plan plan = retention.plan(checkpoints, named, now);
            boolean nothingNew = plan.superfluous().isEmpty()
                    && plan.oldest()
                            .map(oldest -> boundary.covers(oldest.version() - 1))
                            .orElse(true);
            if (nothingNew) {
                return new Sweeping<>(boundary.through(), List.of(), 0);
            }
            List<CheckpointName> unproved = new ArrayList<>(List.of(named));
            plan.oldest().ifPresent(unproved::add);
            return Proving.next(plan, unproved, boundary);
        }

        @Override
        public Step<S, E, Cleaned> unanswered(String why) {
            return restAndThen(this, why);
        }
    }

    /// Reads the checkpoints that loading will depend on.
    ///
    /// @param unproved those still to be read; not empty
    record Proving<S, E>(CheckpointRetention.Plan plan, List<CheckpointName> unproved, Boundary boundary)
            implements Asking<S, E, StoredCheckpoint<S>, Cleaned> {

        static <S, E> Step<S, E, Cleaned> next(
                CheckpointRetention.Plan plan, List<CheckpointName> unproved, Boundary boundary) {
            if (!unproved.isEmpty()) {
                return new Proving<>(plan, unproved, boundary);
            }
            Optional<CheckpointName> oldest = plan.oldest();
            return oldest.isPresent()
                    ? Raising.by(
                            MoveBoundary.by(
                                    new Boundary.GiveUpEntries(oldest.get().version() - 1)),
                            plan)
                    : new Sweeping<>(boundary.through(), plan.superfluous(), 0);
        }

        @Override
        public Request<S, E, StoredCheckpoint<S>> request() {
            return new Request.ReadCheckpoint<>(unproved.get(0));
        }

        @Override
        public Step<S, E, Cleaned> on(StoredCheckpoint<S> stored) {
            return switch (stored) {
                case StoredCheckpoint.Whole<S> whole -> next(plan, unproved.subList(1, unproved.size()), boundary);
                case StoredCheckpoint.Missing<S> missing -> overtaken(unproved.get(0));
                case StoredCheckpoint.Damaged<S>(String problem) -> stopped(Cause.DAMAGED, problem);
            };
        }

        @Override
        public Step<S, E, Cleaned> unanswered(String why) {
            return restAndThen(this, why);
        }
    }

    /// Moves the boundary past the entries that are to go.
    record Raising<S, E, R>(Asking<S, E, R, Moved> moving, CheckpointRetention.Plan plan)
            implements Asking<S, E, R, Cleaned> {

        static <S, E> Step<S, E, Cleaned> by(Step<S, E, Moved> moving, CheckpointRetention.Plan plan) {
            return switch (moving) {
                case Asking<S, E, ?, Moved> asking -> new Raising<>(asking, plan);
                case Done<S, E, Moved>(Moved.To(Boundary read)) ->
                    new Sweeping<>(read.through(), plan.superfluous(), 0);
                case Done<S, E, Moved>(Moved.Unseen(Cause cause, String reason)) -> stopped(cause, reason);
            };
        }

        @Override
        public Request<S, E, R> request() {
            return moving.request();
        }

        @Override
        public Step<S, E, Cleaned> on(R answer) {
            return by(moving.on(answer), plan);
        }

        @Override
        public Step<S, E, Cleaned> unanswered(String why) {
            return by(moving.unanswered(why), plan);
        }
    }

    /// Lists what is left of the versions that the boundary covers, until nothing is; then the checkpoints go.
    record Sweeping<S, E>(long through, List<CheckpointName> superfluous, int deleted)
            implements Asking<S, E, List<String>, Cleaned> {
        @Override
        public Request<S, E, List<String>> request() {
            return new Request.ListThrough<>(through);
        }

        @Override
        public Step<S, E, Cleaned> on(List<String> fileNames) {
            if (!fileNames.isEmpty()) {
                return new Deleting<>(this, fileNames, 0);
            }
            List<String> last = superfluous.stream().map(LogFiles::fileName).toList();
            return last.isEmpty()
                    ? new Done<>(new Cleaned.Through(through, deleted))
                    : new Deleting<>(new Sweeping<>(through, List.of(), deleted), last, 0);
        }

        @Override
        public Step<S, E, Cleaned> unanswered(String why) {
            return restAndThen(this, why);
        }
    }

    /// Deletes what was listed, one object after the other, then goes on sweeping.
    record Deleting<S, E>(Sweeping<S, E> sweeping, List<String> fileNames, int next)
            implements Asking<S, E, Deleted, Cleaned> {
        @Override
        public Request<S, E, Deleted> request() {
            return new Request.Delete<>(fileNames.get(next));
        }

        @Override
        public Step<S, E, Cleaned> on(Deleted deleted) {
            return next + 1 < fileNames.size()
                    ? new Deleting<>(sweeping, fileNames, next + 1)
                    : new Sweeping<>(sweeping.through, sweeping.superfluous, sweeping.deleted + fileNames.size());
        }

        @Override
        public Step<S, E, Cleaned> unanswered(String why) {
            return restAndThen(this, why);
        }
    }

    private static <S, E> Step<S, E, Cleaned> overtaken(CheckpointName gone) {
        return stopped(Cause.BUSY, gone.fileName() + " is gone: another clean-up was here");
    }

    private static <S, E> Step<S, E, Cleaned> stopped(Cause cause, String reason) {
        return new Done<>(new Cleaned.Stopped(cause, reason));
    }

    private static <S, E> Step<S, E, Cleaned> restAndThen(Step<S, E, Cleaned> step, String why) {
        return new Resting<>(step, new Cleaned.Stopped(Cause.BUSY, why));
    }
}
