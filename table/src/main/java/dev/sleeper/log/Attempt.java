package dev.sleeper.log;

import dev.sleeper.log.CommitResult.AlreadyCommitted;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.CommitResult.Rejected;
import dev.sleeper.log.CommitResult.Unknown;
import java.util.Optional;

/// One draft on its way into one slot, and what is known of how it fared. Immutable.
///
/// @param base        the state that the draft follows
/// @param maybeLanded  true once the entry may be in its slot, or may yet arrive there
/// @param mayYetArrive true once a put got no answer: whenever the slot is free, the entry may arrive
record Attempt<S, C, E>(Proposal<S, C, E> proposal, S base, Draft<E> draft, boolean maybeLanded, boolean mayYetArrive) {

    static <S, C, E> Attempt<S, C, E> of(Proposal<S, C, E> proposal, S base) {
        return new Attempt<>(proposal, base, proposal.draft(base), false, false);
    }

    long slot() {
        return proposal.rules().version(base) + 1;
    }

    Attempt<S, C, E> mayHaveLanded() {
        return new Attempt<>(proposal, base, draft, true, mayYetArrive);
    }

    Attempt<S, C, E> withoutAnswer() {
        return new Attempt<>(proposal, base, draft, true, true);
    }

    boolean wrote(E entry) {
        return proposal.rules().commitId(entry).equals(proposal.stamp().commitId());
    }

    /// The outcome when the draft's entry is the log's entry in this slot.
    Settled<S> won() {
        S next = proposal.rules().replay(base, draft.entry().orElseThrow());
        return decided().settled(Optional.of(next));
    }

    /// The outcome when the draft has no entry, and its base is the newest state.
    Settled<S> idle() {
        return decided().settled(Optional.of(base));
    }

    private Proposal<S, C, E> decided() {
        return proposal.settle(
                (change, verdict) -> switch (verdict) {
                    case Verdict.Accepted accepted -> Optional.of(new Committed(slot()));
                    case Verdict.Present present -> Optional.of(new AlreadyCommitted(slot() - 1));
                    case Verdict.Refused(Cause cause, String reason) -> Optional.of(new Rejected(cause, reason));
                    case Verdict.Deferred deferred -> Optional.empty();
                },
                draft.verdicts());
    }

    /// The outcome when nothing more can be learned.
    Settled<S> failed(Cause cause, String reason) {
        return undecided(cause, reason, maybeLanded).settled(Optional.empty());
    }

    /// The outcome when what is no entry of ours stands in the slot. It will be removed some day, and then an entry
    /// that is still on its way finds the slot free; one whose put was answered will not come again.
    Settled<S> obstructed(Cause cause, String reason) {
        return undecided(cause, reason, mayYetArrive).settled(Optional.of(base));
    }

    private Proposal<S, C, E> undecided(Cause cause, String reason, boolean mayBeCommitted) {
        return proposal.settle(
                (change, verdict) -> switch (verdict) {
                    case Verdict.Accepted accepted when mayBeCommitted -> Optional.of(new Unknown(reason));
                    case Verdict.Present present -> Optional.of(new AlreadyCommitted(slot() - 1));
                    case Verdict.Accepted accepted -> Optional.of(new Rejected(cause, reason));
                    case Verdict.Refused refused -> Optional.of(new Rejected(cause, reason));
                    case Verdict.Deferred deferred -> Optional.of(new Rejected(cause, reason));
                },
                draft.verdicts());
    }

    /// What is left to commit when the slot was given up by clean-up before it was known whether the entry landed:
    /// a later state tells by the job ids.
    Proposal<S, C, E> recovered(S state) {
        long version = proposal.rules().version(state);
        return proposal.settle(
                (change, verdict) -> verdict instanceof Verdict.Accepted
                        ? switch (proposal.rules().recall(state, change)) {
                            case PRESENT -> Optional.of(new AlreadyCommitted(version));
                            case ABSENT -> Optional.empty();
                            case FORGOTTEN ->
                                Optional.of(new Unknown("the log moved on past entry " + slot()
                                        + " before it was known whether it was this commit's, and no longer tells"));
                        }
                        : Optional.empty(),
                draft.verdicts());
    }
}
