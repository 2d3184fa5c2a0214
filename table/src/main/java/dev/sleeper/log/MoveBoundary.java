package dev.sleeper.log;

import dev.sleeper.log.Boundary.Move;
import dev.sleeper.log.Step.Asking;
import dev.sleeper.log.Step.Done;
import dev.sleeper.log.Step.Resting;
import dev.sleeper.objectstore.SwapOutcome;

/// Moves the boundary by compare-and-swap, and ends only when the boundary, read back, shows the move made; so the
/// outcome is a boundary that was read, never one that was merely written.
public final class MoveBoundary {

    private MoveBoundary() {}

    /// What a move ends in.
    public sealed interface Moved {

        /// The boundary as it was read after the move.
        record To(Boundary boundary) implements Moved {}

        /// The boundary was not seen moved; it may have been, or may yet be.
        record Unseen(Cause cause, String reason) implements Moved {}
    }

    /// Begins to move.
    public static <S, E> Step<S, E, Moved> by(Move move) {
        return new Looking<>(move);
    }

    /// Reads the boundary, before the swap and after it.
    record Looking<S, E>(Move move) implements Asking<S, E, StoredBoundary, Moved> {
        @Override
        public Request<S, E, StoredBoundary> request() {
            return new Request.ReadBoundary<>();
        }

        @Override
        public Step<S, E, Moved> on(StoredBoundary stored) {
            return switch (stored) {
                case StoredBoundary.Missing missing -> unseen(Cause.GONE, missing.reason());
                case StoredBoundary.Damaged(String problem) -> unseen(Cause.DAMAGED, problem);
                case StoredBoundary.Usable usable -> {
                    Boundary moved = move.after(usable.boundary());
                    yield moved.equals(usable.boundary())
                            ? new Done<>(new Moved.To(moved))
                            : new Swapping<>(move, usable, moved);
                }
            };
        }

        private static <S, E> Step<S, E, Moved> unseen(Cause cause, String reason) {
            return new Done<>(new Moved.Unseen(cause, reason));
        }

        @Override
        public Step<S, E, Moved> unanswered(String why) {
            return new Resting<>(this, new Moved.Unseen(Cause.BUSY, why));
        }
    }

    /// Swaps the boundary that was read for the one after the move.
    record Swapping<S, E>(Move move, StoredBoundary.Usable from, Boundary to)
            implements Asking<S, E, SwapOutcome, Moved> {
        @Override
        public Request<S, E, SwapOutcome> request() {
            return new Request.SwapBoundary<>(from.tag(), to);
        }

        @Override
        public Step<S, E, Moved> on(SwapOutcome outcome) {
            return switch (outcome) {
                case SWAPPED -> new Looking<>(move);
                case STALE, CONFLICT, UNCLEAR ->
                    new Resting<>(
                            new Looking<>(move), new Moved.Unseen(Cause.BUSY, "the boundary could not be swapped"));
            };
        }

        @Override
        public Step<S, E, Moved> unanswered(String why) {
            return on(SwapOutcome.UNCLEAR);
        }
    }
}
