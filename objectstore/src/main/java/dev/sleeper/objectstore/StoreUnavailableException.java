package dev.sleeper.objectstore;

import org.jspecify.annotations.Nullable;

/// The store did not do what was asked for a reason that lies outside the request: no answer, an I/O error,
/// a full disk. The caller may try again later.
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
