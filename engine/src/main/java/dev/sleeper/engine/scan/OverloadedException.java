package dev.sleeper.engine.scan;

/// Too much is being done at once; the same request may be answered a little later.
public final class OverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OverloadedException(String message) {
        super(message);
    }
}
