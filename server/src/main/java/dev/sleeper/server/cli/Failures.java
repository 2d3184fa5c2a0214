package dev.sleeper.server.cli;

import dev.sleeper.engine.RequestException;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.server.client.ApiLostException;
import dev.sleeper.server.client.ApiProblemException;
import dev.sleeper.server.embedded.ServerNotStartedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tells what failed, and with which exit status the program ends.
final class Failures {
    static final int FAILED = 1;
    static final int WRONG_USE = 2;
    static final int NOT_FOUND = 3;
    static final int CONFLICT = 4;
    static final int STORE_UNAVAILABLE = 5;

    private Failures() {}

    static int report(Exception failure, Terminal terminal) throws Exception {
        return switch (failure) {
            case ApiProblemException e -> report(e, terminal);
            case RequestException e -> say(terminal, FAILED, e.code().text(), text(e), e.hint());
            case StoreUnavailableException e -> say(terminal, STORE_UNAVAILABLE, "store-unavailable", text(e), "");
            case ApiLostException e -> say(terminal, FAILED, "server-lost", text(e), "Is the server running?");
            case ServerNotStartedException e -> say(terminal, FAILED, "server-not-started", text(e), "");
            case IllegalArgumentException e -> say(terminal, WRONG_USE, "wrong-use", text(e), "");
            case CommandException e -> say(terminal, e.exitStatus(), e.code(), text(e), e.hint());
            case IOException e -> say(terminal, FAILED, "io", words(e), "");
            case UncheckedIOException e ->
                say(terminal, FAILED, "io", text(e) + " (" + words(Objects.requireNonNull(e.getCause())) + ")", "");
            default -> throw failure;
        };
    }

    private static int report(ApiProblemException e, Terminal terminal) {
        int exitStatus =
                switch (e.status()) {
                    case 404 -> NOT_FOUND;
                    case 409 -> CONFLICT;
                    case 503 -> STORE_UNAVAILABLE;
                    default -> FAILED;
                };
        if (terminal.json()) {
            terminal.print(e.problem());
            return exitStatus;
        }
        String hint = e.status() == 401 ? "Give the server's token with --token or SLEEPER_TOKEN." : e.hint();
        return say(terminal, exitStatus, e.code(), text(e), hint);
    }

    private static int say(Terminal terminal, int exitStatus, String code, String message, String hint) {
        if (terminal.json()) {
            JsonNode problem = JsonMapper.shared().valueToTree(Map.of("code", code, "detail", message, "hint", hint));
            terminal.print(problem);
        } else {
            terminal.note("sleeper: " + message + (hint.isEmpty() ? "" : "\n  " + hint));
        }
        return exitStatus;
    }

    private static String words(IOException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "There is no file " + e.getFile();
            case AccessDeniedException e -> "Access to " + e.getFile() + " is not permitted";
            case FileSystemException e -> text(e);
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }

    private static String text(Exception e) {
        return String.valueOf(e.getMessage());
    }
}
