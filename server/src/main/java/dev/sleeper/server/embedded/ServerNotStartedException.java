package dev.sleeper.server.embedded;

/// A local server was started and did not come to answer; the message has what it said.
public final class ServerNotStartedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ServerNotStartedException(String message) {
        super(message);
    }
}
