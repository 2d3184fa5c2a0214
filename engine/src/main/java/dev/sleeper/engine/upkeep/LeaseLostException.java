package dev.sleeper.engine.upkeep;

/// Another process has taken on the work that this one was at, because it did not hear of it for long.
public final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LeaseLostException(String message) {
        super(message);
    }
}
