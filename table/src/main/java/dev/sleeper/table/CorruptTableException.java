package dev.sleeper.table;

import org.jspecify.annotations.Nullable;

/// A table's log or checkpoint does not hold what it must; somebody has to mend the data.
public final class CorruptTableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message names the object, and the line or column
    public CorruptTableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public CorruptTableException(String message) {
        this(message, null);
    }
}
