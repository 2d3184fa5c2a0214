package dev.sleeper.log;

/// What a draft makes of one change.
public sealed interface Verdict {

    /// The change is in the draft's entry.
    record Accepted() implements Verdict {}

    /// The state has the change already.
    record Present() implements Verdict {}

    /// The state, or the size of an entry, does not allow the change.
    ///
    /// @param cause [Cause#REFUSED], [Cause#TOO_LARGE], or [Cause#GONE] when the state allows nothing any more
    record Refused(Cause cause, String reason) implements Verdict {}

    /// The change cannot share an entry with those before it and waits for the next.
    record Deferred() implements Verdict {}
}
