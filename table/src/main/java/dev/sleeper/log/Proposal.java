package dev.sleeper.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The changes of one commit, with the results of those that are settled already. Immutable.
record Proposal<S, C, E>(Rules<S, C, E> rules, Stamp stamp, List<Item<C>> items) {

    /// One change; it is open while it has no result.
    record Item<C>(C change, Optional<CommitResult> result) {
        boolean open() {
            return result.isEmpty();
        }
    }

    Proposal {
        items = List.copyOf(items);
    }

    static <S, C, E> Proposal<S, C, E> of(Rules<S, C, E> rules, Stamp stamp, List<C> changes) {
        List<Item<C>> items = new ArrayList<>();
        for (C change : changes) {
            items.add(new Item<>(change, Optional.empty()));
        }
        return new Proposal<>(rules, stamp, items);
    }

    boolean anyOpen() {
        return items.stream().anyMatch(Item::open);
    }

    /// An entry for the open changes on top of a state; its verdicts are in the order of the open changes.
    Draft<E> draft(S base) {
        List<C> open = items.stream().filter(Item::open).map(Item::change).toList();
        return rules.draft(base, open, stamp);
    }

    /// The proposal when every open change has got a result, or stays open.
    Proposal<S, C, E> settle(Ruling<C> ruling, List<Verdict> verdicts) {
        List<Item<C>> settled = new ArrayList<>();
        int next = 0;
        for (Item<C> item : items) {
            settled.add(item.open() ? new Item<>(item.change, ruling.on(item.change, verdicts.get(next++))) : item);
        }
        return new Proposal<>(rules, stamp, settled);
    }

    /// The proposal when every open change has the same result.
    Proposal<S, C, E> settleOpen(CommitResult result) {
        List<Item<C>> settled = new ArrayList<>();
        for (Item<C> item : items) {
            settled.add(item.open() ? new Item<>(item.change, Optional.of(result)) : item);
        }
        return new Proposal<>(rules, stamp, settled);
    }

    /// The outcome of the commit as it stands; changes that are open wait for the next entry.
    Settled<S> settled(Optional<S> newest) {
        return new Settled<>(newest, items.stream().map(Item::result).toList());
    }

    /// Decides on an open change by the verdict of a draft; empty leaves it open.
    interface Ruling<C> {
        Optional<CommitResult> on(C change, Verdict verdict);
    }
}
