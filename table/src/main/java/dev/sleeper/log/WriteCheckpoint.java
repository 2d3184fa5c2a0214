package dev.sleeper.log;

import dev.sleeper.log.MoveBoundary.Moved;
import dev.sleeper.log.Step.Asking;
import dev.sleeper.log.Step.Resting;
import dev.sleeper.objectstore.PutOutcome;

/// Writes a state down as a checkpoint, then has the boundary name it, unless a newer one is named by then. One
/// that no boundary ever named is as good as any; clean-up deletes it in its time.
public final class WriteCheckpoint {

    private WriteCheckpoint() {}

    /// Begins to write.
    ///
    /// @param name the state's version, with a random part that was never used before
    public static <S, E> Step<S, E, Moved> of(S state, CheckpointName name) {
        return new Writing<>(state, name);
    }

    /// Stores the checkpoint. Its name is this writer's own, so one that exists is an earlier try of the same
    /// bytes.
    record Writing<S, E>(S state, CheckpointName name) implements Asking<S, E, PutOutcome, Moved> {
        @Override
        public Request<S, E, PutOutcome> request() {
            return new Request.PutCheckpoint<>(name, state);
        }

        @Override
        public Step<S, E, Moved> on(PutOutcome outcome) {
            return switch (outcome) {
                case CREATED, EXISTS -> MoveBoundary.by(new Boundary.NameCheckpoint(name));
                case CONFLICT, UNCLEAR -> unanswered("checkpoint " + name.fileName() + " could not be stored");
            };
        }

        @Override
        public Step<S, E, Moved> unanswered(String why) {
            return new Resting<>(this, new Moved.Unseen(Cause.BUSY, why));
        }
    }
}
