package dev.sleeper.log;

/// What a state knows of a change that may have been committed earlier.
public enum Recollection {
    /// The change's job id is in the state.
    PRESENT,
    /// The job id is not in the state, which has forgotten no job that began so late: it was not committed.
    ABSENT,
    /// Nothing can be said: the change has no job id, or began at or before the committed job cutoff.
    FORGOTTEN
}
