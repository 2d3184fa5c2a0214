package dev.sleeper.server.http;

import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.UnknownChangeException;
import dev.sleeper.engine.UnknownWriteException;
import dev.sleeper.engine.scan.OverloadedException;
import dev.sleeper.objectstore.MissingObjectException;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.rowfile.CorruptFileException;
import dev.sleeper.table.CorruptTableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Why a request was not answered as it was meant: what the caller is told, and whether the log must keep the
/// cause.
///
/// @param cause   what was thrown; null when nothing was
/// @param problem what the caller is told
/// @param ours    whether it is the server's fault, so that the log shows where it came from
record Failure(@Nullable Throwable cause, Problem problem, boolean ours) {
    static final Failure NONE = new Failure(null, Problem.of(200, "none", "", ""), false);
    private static final String LOOK_IN_LOG = "The server's log has the cause under this requestId.";

    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case ProblemException e -> new Failure(e, e.problem(), false);
            case RequestException e -> new Failure(e, Problem.of(e), false);
            case UnknownWriteException e -> new Failure(e, unknownWrite(e), false);
            case UnknownChangeException e -> new Failure(e, unknownChange(e), true);
            case OverloadedException e -> new Failure(e, overloaded(e), false);
            case StoreUnavailableException e -> new Failure(e, unavailable(e), true);
            case CorruptTableException e -> new Failure(e, corrupt(e), true);
            case CorruptFileException e -> new Failure(e, corrupt(e), true);
            case MissingObjectException e -> new Failure(e, corrupt(e), true);
            case UncheckedIOException e -> new Failure(e, cut(), false);
            case IOException e -> new Failure(e, cut(), false);
            default -> new Failure(thrown, internal(thrown), true);
        };
    }

    /// A request that came when the server was about to be gone; its connection is closed.
    static Failure stopping(RuntimeException e) {
        return new Failure(e, Problem.of(503, "stopping", String.valueOf(e.getMessage()), ""), false);
    }

    private static Problem unknownWrite(UnknownWriteException e) {
        return new Problem(
                503,
                "outcome-unknown",
                String.valueOf(e.getMessage()),
                "Write the same rows again under this job id within ten minutes: they are written once in either case.",
                Map.of("jobId", e.jobId()));
    }

    private static Problem unknownChange(UnknownChangeException e) {
        return Problem.of(
                503,
                "outcome-unknown",
                String.valueOf(e.getMessage()),
                "List the tables to see what became of it; repeat the request if it was not done.");
    }

    private static Problem overloaded(OverloadedException e) {
        return Problem.of(503, "overloaded", String.valueOf(e.getMessage()), "Ask again a little later.");
    }

    private static Problem unavailable(StoreUnavailableException e) {
        return Problem.of(
                503,
                "store-unavailable",
                String.valueOf(e.getMessage()),
                "Mend the store (space, access, network) and try again.");
    }

    private static Problem corrupt(RuntimeException e) {
        return Problem.of(
                500,
                "corrupt-data",
                String.valueOf(e.getMessage()),
                "What is stored there is damaged or missing; restore it from a copy.");
    }

    private static Problem cut() {
        return Problem.of(
                400,
                "body-cut-short",
                "The connection ended before the request did; nothing was written",
                "Send the request again.");
    }

    private static Problem internal(Throwable thrown) {
        String kind = thrown instanceof OutOfMemoryError ? "The server ran out of memory" : "The server failed";
        return Problem.of(500, "internal-error", kind + " while it answered", LOOK_IN_LOG);
    }
}
