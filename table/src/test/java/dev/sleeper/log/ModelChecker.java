package dev.sleeper.log;

import dev.sleeper.log.ModelActor.Role;
import dev.sleeper.log.ModelStore.Possibility;
import dev.sleeper.log.Sight.Seen;
import dev.sleeper.log.Step.Asking;
import dev.sleeper.log.Step.Done;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Walks through every state that some processes and a store can reach, whatever the store answers, whichever
/// answers are lost, whenever a lost write arrives and whoever goes on next, and checks each. Breadth first, so
/// that the way to a violation is a shortest one.
///
/// Actors and stores are values and numbered once; a state is a tuple of their numbers.
final class ModelChecker {
    static final int MAX_ACTORS = 4;
    private static final int ACTOR_BITS = 16;
    private static final int STORE_BITS = 32;

    private final Mistake mistake;
    private final int actorCount;
    private final boolean watched;
    private final List<Numbering<ModelActor>> actors = new ArrayList<>();
    private final Numbering<ModelStore> stores = new Numbering<>();
    private final List<TinyState> histories = new ArrayList<>();
    private final Map<Situation, List<Move>> moves = new HashMap<>();
    private final Map<Integer, List<Integer>> events = new HashMap<>();
    private final StateTable states = new StateTable();
    private final Set<String> outcomes = new TreeSet<>();
    private Optional<String> violation = Optional.empty();

    /// What a search found.
    ///
    /// @param slots    how many slots of the log the longest history filled
    /// @param outcomes the kinds of results that writers got somewhere
    record Report(int states, int slots, Set<String> outcomes, Optional<String> violation) {}

    /// All that an actor's next step depends on.
    private record Situation(int index, int actor, int store, long floor) {}

    /// One actor's next step and the store after it.
    private record Move(int actor, int store, boolean lost) {}

    private ModelChecker(Mistake mistake, List<ModelActor> actors) {
        this.mistake = mistake;
        this.actorCount = actors.size();
        this.watched = actors.stream().anyMatch(actor -> actor.role() instanceof Role.Reader);
    }

    /// Searches all that can happen.
    ///
    /// @param lostAnswers how many answers to writes get lost at most
    static Report explore(List<ModelActor> actors, int lostAnswers, Mistake mistake) {
        return explore(ModelStore.NEW, actors, lostAnswers, mistake);
    }

    /// Searches all that can happen from a store on.
    static Report explore(ModelStore store, List<ModelActor> actors, int lostAnswers, Mistake mistake) {
        if (actors.size() > MAX_ACTORS) {
            throw new IllegalArgumentException(actors.size() + " actors");
        }
        ModelChecker checker = new ModelChecker(mistake, actors);
        checker.search(store, actors, lostAnswers);
        int slots = checker.histories.stream()
                .mapToInt(history -> history.entries().size())
                .max()
                .orElse(0);
        return new Report(checker.states.size(), slots, checker.outcomes, checker.violation);
    }

    private void search(ModelStore store, List<ModelActor> first, int lostAnswers) {
        long actorNumbers = 0;
        for (int i = 0; i < actorCount; i++) {
            actors.add(new Numbering<>());
            actorNumbers = withActor(actorNumbers, i, number(i, first.get(i)));
        }
        states.add(actorNumbers, withStore(storeNumber(store, -1), lostAnswers), -1);
        for (int i = 0; i < states.size() && violation.isEmpty(); i++) {
            expand(i);
        }
    }

    private void expand(int index) {
        long actorNumbers = states.first(index);
        int store = storeOf(states.second(index));
        int lostLeft = lostLeft(states.second(index));
        check(actorNumbers, store);
        long acknowledged = acknowledged(actorNumbers);
        for (int i = 0; i < actorCount && violation.isEmpty(); i++) {
            for (Move move : moves(i, actorOf(actorNumbers, i), store, acknowledged)) {
                if (!move.lost || lostLeft > 0) {
                    states.add(
                            withActor(actorNumbers, i, move.actor),
                            withStore(move.store, move.lost ? lostLeft - 1 : lostLeft),
                            index);
                }
            }
        }
        for (int after : events.computeIfAbsent(store, this::eventsAt)) {
            states.add(actorNumbers, withStore(after, lostLeft), index);
        }
        violation = violation.map(problem -> problem + "\n" + trace(index));
    }

    /// The stores after each thing that may happen now by itself.
    private List<Integer> eventsAt(int store) {
        return stores.value(store).events().stream()
                .map(after -> storeNumber(after, store))
                .toList();
    }

    /// All that one actor may do next.
    private List<Move> moves(int index, int actorNumber, int store, long acknowledged) {
        ModelActor actor = actors.get(index).value(actorNumber);
        long floor = actor.role() instanceof Role.Reader && actor.mayBegin() ? acknowledged : -1;
        Situation situation = new Situation(index, actorNumber, store, floor);
        return moves.computeIfAbsent(situation, none -> movesOf(index, actor, store, floor));
    }

    private List<Move> movesOf(int index, ModelActor actor, int storeNumber, long floor) {
        ModelStore store = stores.value(storeNumber);
        List<Move> found = new ArrayList<>();
        if (actor.mayBegin()) {
            found.add(move(index, actor.begin(floor, mistake), store, storeNumber, false));
        } else if (actor.step().isPresent()) {
            for (Possibility possibility : store.ask(actor.step().get().request())) {
                for (ModelActor next : actor.on(possibility.answer(), mistake)) {
                    found.add(move(index, next, possibility.store(), storeNumber, possibility.lost()));
                }
            }
        }
        return List.copyOf(found);
    }

    private Move move(int index, ModelActor next, ModelStore store, int before, boolean lost) {
        boolean deletes = next.result().map(mistake::deletesDataAfter).orElse(false);
        int after = storeNumber(deletes ? store.withoutDataOf(next.name()) : store, before);
        next.result().ifPresent(result -> outcomes.add(result.getClass().getSimpleName()));
        violation = violation.or(() -> truth(after).violatedBy(next));
        return new Move(number(index, next.summary(watched)), after, lost);
    }

    /// The number of an actor. Only when a reader begins matters to others; all else begins at once.
    private int number(int index, ModelActor actor) {
        boolean begins = actor.mayBegin() && !(actor.role() instanceof Role.Reader);
        return actors.get(index).number(begins ? actor.begin(-1, mistake) : actor);
    }

    /// The number of a store, whose history must go on from that of the store before.
    private int storeNumber(ModelStore store, int before) {
        int number = stores.number(store);
        if (number == histories.size()) {
            histories.add(history(store));
            violation = violation.or(truth(number)::violation);
        }
        if (before >= 0 && !histories.get(number).continues(histories.get(before))) {
            violation = Optional.of("The history " + histories.get(before) + " turned into " + histories.get(number));
        }
        return number;
    }

    /// What a reader sees that nothing gets in the way of.
    private TinyState history(ModelStore store) {
        Step<TinyState, TinyEntry, Sight<TinyState>> step = ReadLog.load(new TinyRules());
        while (step instanceof Asking<TinyState, TinyEntry, ?, Sight<TinyState>> asking) {
            step = firstAnswer(asking, store);
        }
        if (step instanceof Done<TinyState, TinyEntry, Sight<TinyState>>(Seen<TinyState> sight)) {
            return sight.state();
        }
        violation = Optional.of("The log cannot be read: " + step);
        return TinyState.EMPTY;
    }

    @SuppressWarnings("unchecked")
    private static <R> Step<TinyState, TinyEntry, Sight<TinyState>> firstAnswer(
            Asking<TinyState, TinyEntry, R, Sight<TinyState>> asking, ModelStore store) {
        return asking.on((R) store.ask(asking.request()).getFirst().answer());
    }

    /// Checks again what writers were told, now that the history may have grown.
    private void check(long actorNumbers, int store) {
        for (int i = 0; i < actorCount && violation.isEmpty(); i++) {
            ModelActor actor = actors.get(i).value(actorOf(actorNumbers, i));
            if (actor.result().isPresent()) {
                violation = truth(store).violatedBy(actor);
            }
        }
    }

    private Truth truth(int store) {
        return new Truth(histories.get(store), stores.value(store).lostData());
    }

    /// The newest version that any writer has been told of.
    private long acknowledged(long actorNumbers) {
        long newest = -1;
        for (int i = 0; i < actorCount; i++) {
            Optional<CommitResult> result =
                    actors.get(i).value(actorOf(actorNumbers, i)).result();
            if (result.isPresent() && result.get() instanceof CommitResult.Committed(long version)) {
                newest = Math.max(newest, version);
            }
        }
        return newest;
    }

    /// The way to a state, one line for each step.
    private String trace(int index) {
        List<String> lines = new ArrayList<>();
        for (int i = index; states.parent(i) >= 0; i = states.parent(i)) {
            lines.add(0, describe(states.parent(i), i));
        }
        return String.join("\n", lines);
    }

    private String describe(int from, int to) {
        for (int i = 0; i < actorCount; i++) {
            ModelActor before = actors.get(i).value(actorOf(states.first(from), i));
            ModelActor after = actors.get(i).value(actorOf(states.first(to), i));
            if (!before.equals(after)) {
                String did = before.step()
                        .map(step -> String.valueOf(step.request()))
                        .orElse("begins");
                return "%s: %s -> %s".formatted(before.name(), did, after.describe());
            }
        }
        return "store: " + stores.value(storeOf(states.second(to)));
    }

    private static long withActor(long numbers, int index, int number) {
        if (number >> ACTOR_BITS != 0) {
            throw new IllegalStateException("More than " + (1 << ACTOR_BITS) + " states of one actor");
        }
        int shift = index * ACTOR_BITS;
        long mask = ((1L << ACTOR_BITS) - 1) << shift;
        return (numbers & ~mask) | ((long) number << shift);
    }

    private static int actorOf(long numbers, int index) {
        return (int) (numbers >>> (index * ACTOR_BITS)) & ((1 << ACTOR_BITS) - 1);
    }

    private static long withStore(int store, int lostLeft) {
        return ((long) lostLeft << STORE_BITS) | store;
    }

    private static int storeOf(long second) {
        return (int) second;
    }

    private static int lostLeft(long second) {
        return (int) (second >>> STORE_BITS);
    }
}
