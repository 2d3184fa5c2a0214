package dev.sleeper.engine;

import org.jspecify.annotations.Nullable;

/// A write may have been committed or not, and nothing more can be learnt now. Writing the same rows again with the
/// same job id, within ten minutes, makes it one write in either case.
public final class UnknownWriteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String jobId;

    public UnknownWriteException(String jobId, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.jobId = jobId;
    }

    /// The id to write again with, or to ask about.
    public String jobId() {
        return jobId;
    }
}
