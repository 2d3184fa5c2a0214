package dev.sleeper.log;

/// A change to a [TinyState].
sealed interface TinyChange {

    /// Adds the rows of a job.
    ///
    /// @param jobId empty for a change without a job id
    record Write(String jobId, int begun) implements TinyChange {}

    /// Forgets the jobs that began by then.
    record Forget(int through) implements TinyChange {}
}
