package dev.sleeper.server.http;

import dev.sleeper.engine.upkeep.Progress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// The answer to a request for long work: lines of JSON that tell how far it has come, at least every half second, and
/// a last one with the result or the problem. When the client is gone, the work ends. Thread-safe.
final class ProgressAnswer {
    private static final long EVERY_MILLIS = 500;

    private final ExecutorService threads;

    /// @param threads run the work, one thread a task
    ProgressAnswer(ExecutorService threads) {
        this.threads = threads;
    }

    /// Does the work, which nothing must be wrong with that could be told by a status.
    ///
    /// @param work gives the result; what it passes its progress to may throw, and then it is to end
    void answer(Exchange exchange, Function<Consumer<Progress>, JsonNode> work) throws IOException {
        AtomicReference<Progress> progress = new AtomicReference<>(new Progress(0, 0));
        AtomicReference<Boolean> gone = new AtomicReference<>(false);
        Future<JsonNode> task = threads.submit(() -> work.apply(now -> {
            if (gone.get()) {
                throw new ClientGoneException();
            }
            progress.set(now);
        }));
        OutputStream out = exchange.stream(MediaTypes.NDJSON, Map.of());
        try {
            while (!isDone(task)) {
                line(out, "progress", progress(progress.get()));
            }
            end(out, task, exchange);
            out.close();
        } catch (IOException e) {
            gone.set(true);
            throw e;
        }
    }

    private static boolean isDone(Future<JsonNode> task) throws IOException {
        try {
            task.get(EVERY_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while work went on");
        }
    }

    private static void end(OutputStream out, Future<JsonNode> task, Exchange exchange) throws IOException {
        if (task.state() == Future.State.SUCCESS) {
            line(out, "result", task.resultNow());
        } else {
            Failure failure = Failure.of(task.exceptionNow());
            line(out, "problem", failure.problem().toJson(exchange.requestId()));
        }
    }

    private static JsonNode progress(Progress progress) {
        return Json.object(Map.of("done", progress.done(), "total", progress.total()));
    }

    private static void line(OutputStream out, String member, JsonNode value) throws IOException {
        byte[] json = Json.write(Json.object(Map.of(member, value)));
        out.write(json);
        out.write('\n');
        out.flush();
    }

    /// Nobody waits for the result any more.
    private static final class ClientGoneException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
