package dev.sleeper.log;

import org.jspecify.annotations.Nullable;

/// A stored object of a log is not what was written. The message names the object; an administrator mends the
/// data.
public final class CorruptLogException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CorruptLogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public CorruptLogException(String message) {
        this(message, null);
    }
}
