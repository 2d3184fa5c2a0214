package dev.sleeper.server.http;

import dev.sleeper.engine.upkeep.Progress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// The answer to a request for long work: lines of JSON that tell how far it has come, one at once and then about two a
/// second, and a last one with the result or the problem. Lines go out also when nothing has moved: so a proxy on the
/// way does not take the connection for dead, and a caller who went away is noticed. Then the work is ended; it never
/// goes on after the answer. It is ended, too, when the server stops. Thread-safe.
final class ProgressAnswer {
    private static final long MILLIS_BETWEEN = 500;

    private final Executor threads;
    private final Activity activity;

    /// @param threads  runs the work, one thread a task
    /// @param activity says when the server stops
    ProgressAnswer(Executor threads, Activity activity) {
        this.threads = threads;
        this.activity = activity;
    }

    /// Does the work, with which nothing must be wrong that can be told by a status. An answer that ends with a problem
    /// is broken off after it.
    ///
    /// @param work gives the result; it ends when what it tells its progress to throws
    /// @throws IOException when the caller is gone
    void answer(Exchange exchange, Function<Consumer<Progress>, JsonNode> work) throws IOException {
        OutputStream out = exchange.stream(MediaTypes.NDJSON, Map.of());
        try {
            write(out, work);
        } catch (RuntimeException e) {
            tell(out, e, exchange);
            throw e;
        }
        out.close();
    }

    /// Writes the lines, but not one for a problem, which is thrown.
    void write(OutputStream out, Function<Consumer<Progress>, JsonNode> work) throws IOException {
        Watch watch = new Watch();
        CompletableFuture<JsonNode> running = CompletableFuture.supplyAsync(() -> work.apply(watch), threads);
        try {
            do {
                Progress progress = watch.latest;
                line(out, "progress", Json.object().put("done", progress.done()).put("total", progress.total()));
            } while (!isOver(running));
            line(out, "result", running.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        } finally {
            watch.unwanted = true;
            running.handle((result, failure) -> true).join();
        }
    }

    private static void tell(OutputStream out, RuntimeException failure, Exchange exchange) {
        try {
            line(out, "problem", Failure.of(failure).problem().toJson(exchange.requestId()));
        } catch (RuntimeException | IOException gone) {
            failure.addSuppressed(gone);
        }
    }

    private static void line(OutputStream out, String member, JsonNode value) throws IOException {
        out.write(Json.write(Json.object(Map.of(member, value))));
        out.write('\n');
        out.flush();
    }

    /// Waits for the work, until the next line is due at most.
    private static boolean isOver(CompletableFuture<?> running) throws IOException {
        try {
            running.get(MILLIS_BETWEEN, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException failed) {
            return true;
        } catch (TimeoutException goesOn) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while work went on");
        }
    }

    /// What the work tells; the place at which it is ended, too.
    private final class Watch implements Consumer<Progress> {
        private volatile Progress latest = new Progress(0, 0);
        private volatile boolean unwanted;

        @Override
        public void accept(Progress progress) {
            if (unwanted) {
                throw new IllegalStateException("Nobody waits for this work any more");
            }
            activity.requireGoing();
            latest = progress;
        }
    }
}
