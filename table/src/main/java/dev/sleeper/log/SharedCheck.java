package dev.sleeper.log;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A look at the store that callers share if they arrived before it began: each gets a result as new as if it had
/// looked alone. One look runs at a time, on the thread of one of those who wait for it.
///
/// Thread-safe.
final class SharedCheck<T> {
    private final Look<T> look;
    private final ReentrantLock looking = new ReentrantLock();
    private @Nullable CompletableFuture<Optional<T>> next;
    private int waiting;

    /// What is done once for all who wait.
    interface Look<T> {
        T look() throws InterruptedException;
    }

    SharedCheck(Look<T> look) {
        this.look = look;
    }

    /// The result of a look that begins after this call did.
    ///
    /// @throws InterruptedException when this thread is interrupted; others who wait look again
    T result() throws InterruptedException {
        while (true) {
            CompletableFuture<Optional<T>> mine = new CompletableFuture<>();
            CompletableFuture<Optional<T>> shared = join(mine);
            if (shared == mine) {
                lead(mine);
            }
            Optional<T> result = outcome(shared);
            if (result.isPresent()) {
                return result.get();
            }
        }
    }

    /// Joins the look that is to begin next, which is `mine` when there is none yet.
    private synchronized CompletableFuture<Optional<T>> join(CompletableFuture<Optional<T>> mine) {
        if (next == null) {
            next = mine;
        }
        waiting++;
        return next;
    }

    /// How many wait for the look that is to begin next.
    synchronized int waiting() {
        return waiting;
    }

    /// From now on nobody joins the look that was to begin next.
    private synchronized void begin() {
        next = null;
        waiting = 0;
    }

    /// Looks once the look before has ended. A leader that is interrupted leaves the others without a result.
    private void lead(CompletableFuture<Optional<T>> mine) throws InterruptedException {
        try {
            looking.lockInterruptibly();
        } catch (InterruptedException e) {
            begin();
            mine.complete(Optional.empty());
            throw e;
        }
        try {
            begin();
            mine.complete(Optional.of(look.look()));
        } catch (InterruptedException e) {
            mine.complete(Optional.empty());
            throw e;
        } catch (RuntimeException | Error e) {
            // Errors too: those who share the look would wait for ever.
            mine.completeExceptionally(e);
        } finally {
            looking.unlock();
        }
    }

    private static <T> Optional<T> outcome(CompletableFuture<Optional<T>> shared) throws InterruptedException {
        try {
            return shared.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("A look at the log ended in an error", e);
        }
    }
}
