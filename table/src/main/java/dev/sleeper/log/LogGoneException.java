package dev.sleeper.log;

/// The log was dropped, or there never was one. The caller looks the table up again by its name.
public final class LogGoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LogGoneException(String message) {
        super(message);
    }
}
