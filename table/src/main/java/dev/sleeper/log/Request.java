package dev.sleeper.log;

import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.SwapOutcome;
import dev.sleeper.objectstore.Version;
import java.util.List;

/// What a step asks for: one operation on the objects of a log, or a rest.
///
/// @param <S> the log's states
/// @param <E> the log's entries
/// @param <R> the type of the answer
public sealed interface Request<S, E, R> {

    /// Carries the request out.
    ///
    /// @throws InterruptedException when the thread is interrupted while it rests
    R perform(LogRun<S, E> run) throws InterruptedException;

    /// Reads what is stored as the entry of a version.
    record ReadSlot<S, E>(long version) implements Request<S, E, Slot<E>> {
        @Override
        public Slot<E> perform(LogRun<S, E> run) {
            return run.files().readSlot(version);
        }
    }

    /// Reads what is stored as the entries of some versions, side by side.
    record ReadSlots<S, E>(long firstVersion, int count) implements Request<S, E, List<Slot<E>>> {
        @Override
        public List<Slot<E>> perform(LogRun<S, E> run) throws InterruptedException {
            return run.readSlots(firstVersion, count);
        }
    }

    /// Stores the entry of a version, which follows a state, unless there is one.
    record PutEntry<S, E>(long version, S base, E entry) implements Request<S, E, PutOutcome> {
        @Override
        public PutOutcome perform(LogRun<S, E> run) {
            return run.files().putEntry(version, base, entry);
        }
    }

    /// Stores the boundary of a new log unless there is one.
    record PutFirstBoundary<S, E>() implements Request<S, E, PutOutcome> {
        @Override
        public PutOutcome perform(LogRun<S, E> run) {
            return run.files().putFirstBoundary();
        }
    }

    /// Reads the boundary.
    record ReadBoundary<S, E>() implements Request<S, E, StoredBoundary> {
        @Override
        public StoredBoundary perform(LogRun<S, E> run) {
            return run.files().readBoundary();
        }
    }

    /// Replaces the boundary if it is still at the version that was read.
    record SwapBoundary<S, E>(Version expected, Boundary next) implements Request<S, E, SwapOutcome> {
        @Override
        public SwapOutcome perform(LogRun<S, E> run) {
            return run.files().swapBoundary(expected, next);
        }
    }

    /// Reads a checkpoint whole.
    record ReadCheckpoint<S, E>(CheckpointName name) implements Request<S, E, StoredCheckpoint<S>> {
        @Override
        public StoredCheckpoint<S> perform(LogRun<S, E> run) {
            return run.files().readCheckpoint(name);
        }
    }

    /// Stores a checkpoint under a name that is this writer's own.
    record PutCheckpoint<S, E>(CheckpointName name, S state) implements Request<S, E, PutOutcome> {
        @Override
        public PutOutcome perform(LogRun<S, E> run) {
            return run.files().putCheckpoint(name, state);
        }
    }

    /// Copies a checkpoint to where readers of other makes look for it, unless one is there.
    record PublishCheckpoint<S, E>(CheckpointName name) implements Request<S, E, Published> {
        @Override
        public Published perform(LogRun<S, E> run) {
            return run.files().publish(name) ? Published.PUBLISHED : Published.GONE;
        }
    }

    /// Lists our own checkpoints.
    record ListCheckpoints<S, E>() implements Request<S, E, List<CheckpointSummary>> {
        @Override
        public List<CheckpointSummary> perform(LogRun<S, E> run) {
            return run.files().listCheckpoints();
        }
    }

    /// Lists entries of versions up to one, and other objects that belong to these versions; not always all at
    /// once.
    record ListThrough<S, E>(long version) implements Request<S, E, List<String>> {
        @Override
        public List<String> perform(LogRun<S, E> run) {
            return run.files().listThrough(version);
        }
    }

    /// Deletes one object of the log.
    record Delete<S, E>(String fileName) implements Request<S, E, Deleted> {
        @Override
        public Deleted perform(LogRun<S, E> run) {
            run.files().delete(fileName);
            return Deleted.DELETED;
        }
    }

    /// Lets some time pass before another try.
    record Rest<S, E>() implements Request<S, E, Patience> {
        @Override
        public Patience perform(LogRun<S, E> run) throws InterruptedException {
            return run.rest();
        }
    }

    /// The answer to a [PublishCheckpoint].
    enum Published {
        PUBLISHED,
        /// There is no such checkpoint any more.
        GONE
    }

    /// The answer to a [Delete].
    enum Deleted {
        DELETED
    }
}
