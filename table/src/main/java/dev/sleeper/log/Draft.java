package dev.sleeper.log;

import java.util.List;
import java.util.Optional;

/// An entry that could be the next one of a log.
///
/// @param entry    what to store; empty when no change was accepted
/// @param verdicts what became of each change, in the order of the changes
public record Draft<E>(Optional<E> entry, List<Verdict> verdicts) {

    public Draft {
        verdicts = List.copyOf(verdicts);
        boolean anyAccepted = verdicts.stream().anyMatch(Verdict.Accepted.class::isInstance);
        if (anyAccepted != entry.isPresent()) {
            throw new IllegalArgumentException("A draft has an entry just when a change was accepted: " + verdicts);
        }
        if (!anyAccepted && verdicts.stream().anyMatch(Verdict.Deferred.class::isInstance)) {
            throw new IllegalArgumentException("A change waits for no entry: " + verdicts);
        }
    }

    /// True when some change does not fit the state that the draft was made for.
    boolean refusesAny() {
        return verdicts.stream().anyMatch(Verdict.Refused.class::isInstance);
    }
}
