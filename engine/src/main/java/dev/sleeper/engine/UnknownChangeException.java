package dev.sleeper.engine;

/// A table may have been made, renamed or dropped, or not, and nothing more can be learnt now. What tables there are
/// tells later; only then it is safe to ask again.
public final class UnknownChangeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnknownChangeException(String message, Throwable cause) {
        super(message, cause);
    }

    public UnknownChangeException(String message) {
        super(message);
    }
}
