package dev.sleeper.log;

import dev.sleeper.log.Sight.Obstacle;
import dev.sleeper.log.Sight.Seen;
import dev.sleeper.log.Sight.Unseen;
import dev.sleeper.log.Step.Asking;
import dev.sleeper.log.Step.Done;
import dev.sleeper.log.Step.Resting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a log up to its end: from the checkpoint that the boundary names, or from a state that is known.
///
/// Entries are read until one is missing, and then the boundary. What was read counts only if the boundary
/// covers none of it; else some of it may have been deleted and written anew, and reading starts over from the
/// checkpoint.
public final class ReadLog {
    /// How often one reading starts over because clean-up deleted what it was about to read.
    static final int MAX_RESTARTS = 8;
    /// How many entries are read side by side at most.
    static final int MAX_AT_ONCE = 16;

    private ReadLog() {}

    /// Loads the newest state.
    public static <S, E> Step<S, E, Sight<S>> load(Rules<S, ?, E> rules) {
        return new Locating<>(rules, MAX_RESTARTS, Optional.empty());
    }

    /// Brings a state up to date.
    public static <S, E> Step<S, E, Sight<S>> refresh(Rules<S, ?, E> rules, S known) {
        return refresh(rules, known, List.of());
    }

    /// Loads the newest state, by a boundary that was just read.
    static <S, E> Step<S, E, Sight<S>> load(Rules<S, ?, E> rules, StoredBoundary stored) {
        return new Locating<>(rules, MAX_RESTARTS, Optional.empty()).on(stored);
    }

    /// Goes on with a refresh of which the first entries were read already.
    static <S, E> Step<S, E, Sight<S>> refresh(Rules<S, ?, E> rules, S known, List<E> entries) {
        return ReadingTail.of(new Tail<>(rules, MAX_RESTARTS, false, known, entries));
    }

    /// Goes on with a refresh that met something else than an entry of ours in the first slot.
    static <S, E> Step<S, E, Sight<S>> obstructed(Rules<S, ?, E> rules, S known, Obstacle obstacle) {
        return new CheckingEnd<>(new Tail<>(rules, MAX_RESTARTS, false, known, List.of()), Optional.of(obstacle));
    }

    /// Reads the boundary to learn where to load from.
    ///
    /// @param vanished the checkpoint that the boundary named before and that was not there
    record Locating<S, E>(Rules<S, ?, E> rules, int restartsLeft, Optional<CheckpointName> vanished)
            implements Asking<S, E, StoredBoundary, Sight<S>> {
        @Override
        public Request<S, E, StoredBoundary> request() {
            return new Request.ReadBoundary<>();
        }

        @Override
        public Step<S, E, Sight<S>> on(StoredBoundary stored) {
            return switch (stored) {
                case StoredBoundary.Missing missing -> unseen(Cause.GONE, missing.reason());
                case StoredBoundary.Damaged damaged -> unseen(Cause.DAMAGED, damaged.problem());
                case StoredBoundary.Usable usable -> loadFrom(usable.boundary());
            };
        }

        private Step<S, E, Sight<S>> loadFrom(Boundary boundary) {
            if (boundary.closed()) {
                return unseen(Cause.GONE, "the log was closed: its table was dropped");
            }
            if (vanished.isPresent() && vanished.equals(boundary.checkpoint())) {
                String fileName = vanished.get().fileName();
                return unseen(Cause.DAMAGED, "checkpoint " + fileName + ", which the boundary names, is missing");
            }
            if (boundary.checkpoint().isPresent()) {
                return new OpeningCheckpoint<>(
                        rules, restartsLeft, boundary.checkpoint().get());
            }
            return ReadingTail.of(new Tail<>(rules, restartsLeft, true, rules.empty(), List.of()));
        }

        @Override
        public Step<S, E, Sight<S>> unanswered(String why) {
            return restAndThen(this, why);
        }
    }

    /// Reads the checkpoint, which may have been superseded and deleted since the boundary was read.
    record OpeningCheckpoint<S, E>(Rules<S, ?, E> rules, int restartsLeft, CheckpointName name)
            implements Asking<S, E, StoredCheckpoint<S>, Sight<S>> {
        @Override
        public Request<S, E, StoredCheckpoint<S>> request() {
            return new Request.ReadCheckpoint<>(name);
        }

        @Override
        public Step<S, E, Sight<S>> on(StoredCheckpoint<S> stored) {
            return switch (stored) {
                case StoredCheckpoint.Whole<S>(S state) ->
                    ReadingTail.of(new Tail<>(rules, restartsLeft, true, state, List.of()));
                case StoredCheckpoint.Missing<S> missing ->
                    restartsLeft == 0 ? overtaken() : new Locating<>(rules, restartsLeft - 1, Optional.of(name));
                case StoredCheckpoint.Damaged<S>(String problem) -> unseen(Cause.DAMAGED, problem);
            };
        }

        @Override
        public Step<S, E, Sight<S>> unanswered(String why) {
            return restAndThen(this, why);
        }
    }

    /// Entries as they are read, none of which counts before the boundary was read after them.
    ///
    /// @param reloaded whether `known` was loaded by this reading
    /// @param known    a state that is certain
    /// @param entries  what was read in the slots after it
    record Tail<S, E>(Rules<S, ?, E> rules, int restartsLeft, boolean reloaded, S known, List<E> entries) {

        Tail {
            entries = List.copyOf(entries);
        }

        long firstSlot() {
            return rules.version(known) + 1;
        }

        long nextSlot() {
            return firstSlot() + entries.size();
        }

        Tail<S, E> with(E entry) {
            List<E> longer = new ArrayList<>(entries);
            longer.add(entry);
            return new Tail<>(rules, restartsLeft, reloaded, known, longer);
        }

        /// The state with all entries, now that they are known to be the log's.
        Seen<S> proved(Boundary boundary, Optional<Obstacle> obstacle) {
            S state = known;
            for (E entry : entries) {
                try {
                    state = rules.replay(state, entry);
                } catch (CorruptLogException e) {
                    Obstacle unfit = damagedEntry(rules.version(state) + 1, String.valueOf(e.getMessage()));
                    return new Seen<>(state, reloaded, boundary, Optional.of(unfit));
                }
            }
            return new Seen<>(state, reloaded, boundary, obstacle);
        }
    }

    /// Reads the next entries: first one, and twice as many each time, so that a long tail takes few requests one
    /// after the other, and a log without news a single one.
    record ReadingTail<S, E>(Tail<S, E> tail, int count) implements Asking<S, E, List<Slot<E>>, Sight<S>> {

        static <S, E> ReadingTail<S, E> of(Tail<S, E> tail) {
            return new ReadingTail<>(tail, 1);
        }

        @Override
        public Request<S, E, List<Slot<E>>> request() {
            return new Request.ReadSlots<>(tail.nextSlot(), count);
        }

        /// What lies behind the first slot without an entry of ours says nothing: it may have been read earlier.
        @Override
        public Step<S, E, Sight<S>> on(List<Slot<E>> slots) {
            Tail<S, E> read = tail;
            for (Slot<E> slot : slots) {
                switch (slot) {
                    case Slot.Ours<E>(E entry) -> read = read.with(entry);
                    case Slot.Absent<E> absent -> {
                        return new CheckingEnd<>(read, Optional.empty());
                    }
                    case Slot.Foreign<E>(String writer) -> {
                        return new CheckingEnd<>(read, Optional.of(foreignEntry(read.nextSlot(), writer)));
                    }
                    case Slot.Damaged<E>(String problem) -> {
                        return new CheckingEnd<>(read, Optional.of(damagedEntry(read.nextSlot(), problem)));
                    }
                }
            }
            return new ReadingTail<>(read, Math.min(2 * count, MAX_AT_ONCE));
        }

        @Override
        public Step<S, E, Sight<S>> unanswered(String why) {
            return restAndThen(this, why);
        }
    }

    /// Reads the boundary to learn whether the slots that were read still stood for the log.
    record CheckingEnd<S, E>(Tail<S, E> tail, Optional<Obstacle> obstacle)
            implements Asking<S, E, StoredBoundary, Sight<S>> {
        @Override
        public Request<S, E, StoredBoundary> request() {
            return new Request.ReadBoundary<>();
        }

        @Override
        public Step<S, E, Sight<S>> on(StoredBoundary stored) {
            if (stored.stillHolds(tail.firstSlot()) && stored instanceof StoredBoundary.Usable usable) {
                return new Done<>(tail.proved(usable.boundary(), obstacle));
            }
            return tail.restartsLeft == 0
                    ? overtaken()
                    : new Locating<>(tail.rules, tail.restartsLeft - 1, Optional.empty()).on(stored);
        }

        @Override
        public Step<S, E, Sight<S>> unanswered(String why) {
            return restAndThen(this, why);
        }
    }

    static Obstacle foreignEntry(long version, String writer) {
        return new Obstacle(
                Cause.BLOCKED,
                "entry " + version + " was not written by Sleeper but by " + writer
                        + "; nothing can be written until an administrator removes it");
    }

    static Obstacle damagedEntry(long version, String problem) {
        return new Obstacle(Cause.DAMAGED, "entry " + version + " is damaged: " + problem);
    }

    private static <S, E> Step<S, E, Sight<S>> overtaken() {
        return unseen(Cause.BUSY, "clean-up deleted what was about to be read, " + MAX_RESTARTS + " times over");
    }

    private static <S, E> Step<S, E, Sight<S>> restAndThen(Step<S, E, Sight<S>> step, String why) {
        return new Resting<>(step, new Unseen<>(Cause.BUSY, why));
    }

    private static <S, E> Step<S, E, Sight<S>> unseen(Cause cause, String reason) {
        return new Done<>(new Unseen<>(cause, reason));
    }
}
