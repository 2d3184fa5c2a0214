package dev.sleeper.server.cli;

/// A command cannot do what was asked, for a reason of its own.
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitStatus;
    private final String code;
    private final String hint;

    CommandException(int exitStatus, String code, String message, String hint) {
        super(message);
        this.exitStatus = exitStatus;
        this.code = code;
        this.hint = hint;
    }

    int exitStatus() {
        return exitStatus;
    }

    String code() {
        return code;
    }

    String hint() {
        return hint;
    }
}
