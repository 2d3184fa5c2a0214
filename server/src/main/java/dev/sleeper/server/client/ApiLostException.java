package dev.sleeper.server.client;

/// No server answered, or it went away while it did.
public final class ApiLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ApiLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
