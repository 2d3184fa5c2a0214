package dev.sleeper.log;

import dev.sleeper.log.CommitResult.Rejected;
import dev.sleeper.log.Sight.Obstacle;
import dev.sleeper.log.Sight.Seen;
import dev.sleeper.log.Sight.Unseen;
import dev.sleeper.log.Step.Asking;
import dev.sleeper.log.Step.Done;
import dev.sleeper.log.Step.Resting;
import dev.sleeper.objectstore.PutOutcome;
import java.util.List;
import java.util.Optional;

/// Commits changes as one entry.
///
/// An entry is drafted on top of a known state and put into the next slot unless that is taken. If it is, the
/// newer entries are read and the changes drafted again. Whatever the put answered, an entry counts as this
/// commit's only if it is read back with this commit's id, or was `CREATED`, and the boundary, read after that,
/// does not cover the slot. If it does, the slot says nothing any more, and a newer state is asked for the
/// changes' job ids.
public final class Commit {
    private static final String LOST = "the store lost the answer of every try";

    private Commit() {}

    /// Begins to commit.
    ///
    /// @param known any state that is certain; the newer it is, the fewer entries are read
    public static <S, C, E> Step<S, E, Settled<S>> of(Rules<S, C, E> rules, S known, List<C> changes, Stamp stamp) {
        return propose(Proposal.of(rules, stamp, changes), known);
    }

    private static <S, C, E> Step<S, E, Settled<S>> propose(Proposal<S, C, E> proposal, S base) {
        if (!proposal.anyOpen()) {
            return new Done<>(proposal.settled(Optional.of(base)));
        }
        Attempt<S, C, E> attempt = Attempt.of(proposal, base);
        if (attempt.draft().entry().isPresent()) {
            return new Putting<>(attempt, attempt.draft().entry().get());
        }
        // A refusal is told only from the newest state: what is missing in this one may have been committed since.
        return attempt.draft().refusesAny()
                ? CatchingUp.by(ReadLog.refresh(proposal.rules(), base), attempt)
                : new Done<>(attempt.idle());
    }

    /// Puts the entry into its slot, the same bytes each time.
    record Putting<S, C, E>(Attempt<S, C, E> attempt, E entry) implements Asking<S, E, PutOutcome, Settled<S>> {
        @Override
        public Request<S, E, PutOutcome> request() {
            return new Request.PutEntry<>(attempt.slot(), attempt.base(), entry);
        }

        @Override
        public Step<S, E, Settled<S>> on(PutOutcome outcome) {
            return switch (outcome) {
                case CREATED -> new Confirming<>(attempt.mayHaveLanded());
                // What exists may be this commit's own entry: something on the way repeated a put whose answer was
                // lost.
                case EXISTS -> new ReadingBack<>(attempt.mayHaveLanded(), entry, LOST);
                case UNCLEAR -> unanswered(LOST);
                case CONFLICT -> restAndThen(this, attempt, "the store kept answering that others interfered");
            };
        }

        @Override
        public Step<S, E, Settled<S>> unanswered(String why) {
            return new ReadingBack<>(attempt.withoutAnswer(), entry, why);
        }
    }

    /// Reads the slot to learn whose entry is in it.
    ///
    /// @param lost why the put is not known to have made the entry
    record ReadingBack<S, C, E>(Attempt<S, C, E> attempt, E entry, String lost)
            implements Asking<S, E, Slot<E>, Settled<S>> {
        @Override
        public Request<S, E, Slot<E>> request() {
            return new Request.ReadSlot<>(attempt.slot());
        }

        @Override
        public Step<S, E, Settled<S>> on(Slot<E> slot) {
            return switch (slot) {
                case Slot.Ours<E>(E found) when attempt.wrote(found) -> new Confirming<>(attempt.mayHaveLanded());
                case Slot.Ours<E>(E found) ->
                    CatchingUp.by(ReadLog.refresh(rules(), attempt.base(), List.of(found)), attempt);
                case Slot.Absent<E> absent -> new CheckingGap<>(attempt, entry, lost);
                case Slot.Foreign<E>(String writer) -> obstructed(ReadLog.foreignEntry(attempt.slot(), writer));
                case Slot.Damaged<E>(String problem) -> obstructed(ReadLog.damagedEntry(attempt.slot(), problem));
            };
        }

        private Step<S, E, Settled<S>> obstructed(Obstacle obstacle) {
            return CatchingUp.by(ReadLog.obstructed(rules(), attempt.base(), obstacle), attempt);
        }

        private Rules<S, C, E> rules() {
            return attempt.proposal().rules();
        }

        @Override
        public Step<S, E, Settled<S>> unanswered(String why) {
            return restAndThen(this, attempt, why);
        }
    }

    /// Reads the boundary after the slot was found empty: either the entry has not arrived, or it was cleaned
    /// away.
    ///
    /// @param lost why the put is not known to have made the entry
    record CheckingGap<S, C, E>(Attempt<S, C, E> attempt, E entry, String lost)
            implements Asking<S, E, StoredBoundary, Settled<S>> {
        @Override
        public Request<S, E, StoredBoundary> request() {
            return new Request.ReadBoundary<>();
        }

        @Override
        public Step<S, E, Settled<S>> on(StoredBoundary stored) {
            return stored.stillHolds(attempt.slot())
                    ? restAndThen(new Putting<>(attempt, entry), attempt, lost)
                    : CatchingUp.by(ReadLog.load(attempt.proposal().rules(), stored), attempt);
        }

        @Override
        public Step<S, E, Settled<S>> unanswered(String why) {
            return restAndThen(this, attempt, why);
        }
    }

    /// Reads the boundary after this commit's entry was seen in the slot.
    record Confirming<S, C, E>(Attempt<S, C, E> attempt) implements Asking<S, E, StoredBoundary, Settled<S>> {
        @Override
        public Request<S, E, StoredBoundary> request() {
            return new Request.ReadBoundary<>();
        }

        @Override
        public Step<S, E, Settled<S>> on(StoredBoundary stored) {
            return stored.stillHolds(attempt.slot())
                    ? new Done<>(attempt.won())
                    : CatchingUp.by(ReadLog.load(attempt.proposal().rules(), stored), attempt);
        }

        @Override
        public Step<S, E, Settled<S>> unanswered(String why) {
            return restAndThen(this, attempt, why);
        }
    }

    /// Reads up to the newest state, to draft again from there what is still open.
    record CatchingUp<S, C, E, R>(Asking<S, E, R, Sight<S>> reading, Attempt<S, C, E> attempt)
            implements Asking<S, E, R, Settled<S>> {

        static <S, C, E> Step<S, E, Settled<S>> by(Step<S, E, Sight<S>> reading, Attempt<S, C, E> attempt) {
            return switch (reading) {
                case Asking<S, E, ?, Sight<S>> asking -> new CatchingUp<>(asking, attempt);
                case Done<S, E, Sight<S>>(Sight<S> sight) -> caughtUp(sight, attempt);
            };
        }

        @Override
        public Request<S, E, R> request() {
            return reading.request();
        }

        @Override
        public Step<S, E, Settled<S>> on(R answer) {
            return by(reading.on(answer), attempt);
        }

        @Override
        public Step<S, E, Settled<S>> unanswered(String why) {
            return by(reading.unanswered(why), attempt);
        }

        private static <S, C, E> Step<S, E, Settled<S>> caughtUp(Sight<S> sight, Attempt<S, C, E> attempt) {
            return switch (sight) {
                case Unseen<S>(Cause cause, String reason) -> new Done<>(attempt.failed(cause, reason));
                case Seen<S> seen -> goOn(seen, attempt);
            };
        }

        /// When the state was reached by its entries, the slot is known to be another's. When it was reloaded,
        /// the slot was given up, and only the new state can tell what became of an entry that may have been in
        /// it.
        private static <S, C, E> Step<S, E, Settled<S>> goOn(Seen<S> seen, Attempt<S, C, E> attempt) {
            Rules<S, C, E> rules = attempt.proposal().rules();
            boolean nothingNew = rules.version(seen.state()) == rules.version(attempt.base());
            if (nothingNew && attempt.draft().entry().isEmpty()) {
                return new Done<>(attempt.idle());
            }
            if (nothingNew && seen.obstacle().isPresent()) {
                Obstacle inTheSlot = seen.obstacle().get();
                return new Done<>(attempt.obstructed(inTheSlot.cause(), inTheSlot.reason()));
            }
            Proposal<S, C, E> rest =
                    seen.reloaded() && attempt.maybeLanded() ? attempt.recovered(seen.state()) : attempt.proposal();
            if (seen.obstacle().isPresent()) {
                Obstacle obstacle = seen.obstacle().get();
                Rejected rejected = new Rejected(obstacle.cause(), obstacle.reason());
                return new Done<>(rest.settleOpen(rejected).settled(Optional.of(seen.state())));
            }
            Step<S, E, Settled<S>> next = propose(rest, seen.state());
            Rejected late = new Rejected(Cause.BUSY, "other commits were faster each time");
            return next instanceof Done
                    ? next
                    : new Resting<>(next, rest.settleOpen(late).settled(Optional.of(seen.state())));
        }
    }

    private static <S, C, E> Step<S, E, Settled<S>> restAndThen(
            Step<S, E, Settled<S>> next, Attempt<S, C, E> attempt, String why) {
        return new Resting<>(next, attempt.failed(Cause.BUSY, why));
    }
}
