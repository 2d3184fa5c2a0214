package dev.sleeper.table;

import dev.sleeper.row.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A log entry in the making: changes that are to be committed together, each applied to the state that those
/// before it lead to. Immutable; [#with] gives a longer draft.
public final class EntryDraft {
    /// Half of what a store puts whole, for sizes are estimated.
    private static final long MAX_BYTES = 32L << 20;
    /// What an action takes up beside keys, more or less.
    private static final long ACTION_BYTES = 512;

    private final TableState base;
    private final TableState state;
    private final List<Action> actions;
    private final long sizeBytes;
    private final Set<String> claims;
    private final Set<String> operations;

    private EntryDraft(
            TableState base,
            TableState state,
            List<Action> actions,
            long sizeBytes,
            Set<String> claims,
            Set<String> operations) {
        this.base = base;
        this.state = state;
        this.actions = actions;
        this.sizeBytes = sizeBytes;
        this.claims = claims;
        this.operations = operations;
    }

    /// The empty draft of the entry that follows a state.
    public static EntryDraft on(TableState base) {
        return new EntryDraft(base, base, List.of(), 0, Set.of(), Set.of());
    }

    /// What comes of offering one more change to a draft.
    public sealed interface Offer {
        /// The change is part of the longer draft.
        record Joined(EntryDraft draft) implements Offer {}

        /// The change speaks of something that the entry speaks of already, or has no room in it: it waits for the
        /// next entry.
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
            case Applied.Accepted accepted -> with(change, claimed, accepted);
        };
    }

    private Offer with(Change change, Set<String> claimed, Applied.Accepted accepted) {
        long addedBytes =
                accepted.actions().stream().mapToLong(EntryDraft::sizeBytes).sum();
        if (addedBytes > MAX_BYTES) {
            return new Offer.Refused(new Rejection.TooLarge(addedBytes, MAX_BYTES));
        }
        if (sizeBytes + addedBytes > MAX_BYTES) {
            return new Offer.Waits();
        }
        return new Offer.Joined(new EntryDraft(
                base,
                accepted.next(),
                joined(actions, accepted.actions()),
                sizeBytes + addedBytes,
                union(claims, claimed),
                union(operations, Set.of(change.operation()))));
    }

    /// About how many bytes an action takes up in an entry, where keys are written in hexadecimal digits.
    private static long sizeBytes(Action action) {
        int keyBytes = 0;
        if (action instanceof Action.AddFile(DataFile file, boolean dataChange)) {
            // As a rule the bounds of the fields are those of the keys, and then are not written again.
            keyBytes = file.minKey().length()
                    + file.maxKey().length()
                    + (file.fieldMinima().equals(file.minKey())
                            ? 0
                            : file.fieldMinima().length())
                    + (file.fieldMaxima().equals(file.maxKey())
                            ? 0
                            : file.fieldMaxima().length());
        } else if (action instanceof Action.PutPartition(Partition partition)) {
            Key max = partition.range().max();
            keyBytes = partition.range().min().length() + (max == null ? 0 : max.length());
        }
        return ACTION_BYTES + 2L * keyBytes;
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
