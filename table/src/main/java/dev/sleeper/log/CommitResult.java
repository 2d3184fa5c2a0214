package dev.sleeper.log;

/// What became of a change. The names are true: what is `Committed` or `AlreadyCommitted` is in every later
/// state, what is `Rejected` is in none and never will be, and only what is `Unknown` may be either.
public sealed interface CommitResult {

    /// The change is in the log, put there by this call.
    ///
    /// @param version the version of its entry
    record Committed(long version) implements CommitResult {}

    /// The change's job is in the log, from this call or an earlier one.
    ///
    /// @param version a version that contains it; not always the first
    record AlreadyCommitted(long version) implements CommitResult {}

    /// The change is not in the log and never will be by this call.
    record Rejected(Cause cause, String reason) implements CommitResult {}

    /// It is not known whether the change is, or may yet come to be, in the log. Nothing that it refers to may be
    /// deleted; a caller with a job id asks again with the same one.
    record Unknown(String reason) implements CommitResult {}
}
