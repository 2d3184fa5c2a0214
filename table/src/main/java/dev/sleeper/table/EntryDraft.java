package dev.sleeper.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A log entry in the making: changes that are to be committed together, each applied to the state that those
/// before it lead to. Immutable; [#with] gives a longer draft.
public final class EntryDraft {
    private final TableState base;
    private final TableState state;
    private final List<Action> actions;
    private final Set<String> claims;
    private final Set<String> operations;

    private EntryDraft(
            TableState base, TableState state, List<Action> actions, Set<String> claims, Set<String> operations) {
        this.base = base;
        this.state = state;
        this.actions = actions;
        this.claims = claims;
        this.operations = operations;
    }

    /// The empty draft of the entry that follows a state.
    public static EntryDraft on(TableState base) {
        return new EntryDraft(base, base, List.of(), Set.of(), Set.of());
    }

    /// What comes of offering one more change to a draft.
    public sealed interface Offer {
        /// The change is part of the longer draft.
        record Joined(EntryDraft draft) implements Offer {}

        /// The change speaks of something that the entry speaks of already: it waits for the next entry.
        record Waits() implements Offer {}

        /// The change does not fit.
        record Refused(Rejection reason) implements Offer {}
    }

    /// Offers a change to this draft.
    public Offer with(Change change) {
        Set<String> claimed = change.claims();
        if (claimed.stream().anyMatch(claims::contains) || (state.dropped() && !base.dropped())) {
            return new Offer.Waits();
        }
        return switch (state.apply(change, version())) {
            case Applied.Refused refused -> new Offer.Refused(refused.reason());
            case Applied.Accepted accepted ->
                new Offer.Joined(new EntryDraft(
                        base,
                        accepted.next(),
                        joined(actions, accepted.actions()),
                        union(claims, claimed),
                        union(operations, Set.of(change.operation()))));
        };
    }

    /// The slot that the entry is for.
    public long version() {
        return base.version() + 1;
    }

    /// The state before the entry.
    public TableState base() {
        return base;
    }

    /// The state after the entry, once it is committed.
    public TableState state() {
        return state;
    }

    /// True when no change has joined.
    public boolean isEmpty() {
        return operations.isEmpty();
    }

    /// The entry itself.
    ///
    /// @param commitId        random, new for each attempt to fill a slot with other bytes
    /// @param timestampMillis the committing server's clock
    public LogEntry entry(String commitId, long timestampMillis) {
        return new LogEntry(
                version(), commitId, timestampMillis, String.join(", ", new TreeSet<>(operations)), actions);
    }

    private static List<Action> joined(List<Action> first, List<Action> second) {
        List<Action> joined = new ArrayList<>(first);
        joined.addAll(second);
        return List.copyOf(joined);
    }

    private static Set<String> union(Set<String> first, Set<String> second) {
        Set<String> union = new HashSet<>(first);
        union.addAll(second);
        return Set.copyOf(union);
    }
}
