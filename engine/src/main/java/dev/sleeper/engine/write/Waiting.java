package dev.sleeper.engine.write;

import dev.sleeper.objectstore.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Waits for what other threads compute.
final class Waiting {
    private Waiting() {}

    /// The results of all tasks, in order. When one fails, the others are still waited for, so that nothing goes on
    /// that uses what the caller is about to give back; then the first failure is thrown.
    static <T> List<T> forAll(List<Future<T>> tasks) {
        List<T> results = new ArrayList<>(tasks.size());
        @Nullable RuntimeException failure = null;
        for (Future<T> task : tasks) {
            try {
                results.add(task.get());
            } catch (ExecutionException e) {
                failure = failure == null ? failureOf(e) : failure;
            } catch (InterruptedException e) {
                tasks.forEach(each -> each.cancel(true));
                Thread.currentThread().interrupt();
                throw new StoreUnavailableException("Interrupted while rows were being written", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    private static RuntimeException failureOf(ExecutionException failed) {
        return failed.getCause() instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException("Rows could not be written", failed.getCause());
    }
}
