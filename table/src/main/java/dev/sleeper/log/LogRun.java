package dev.sleeper.log;

import dev.sleeper.environment.Environment;
import dev.sleeper.log.Step.Asking;
import dev.sleeper.log.Step.Done;
import dev.sleeper.objectstore.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/// Runs one procedure to its end: carries out what its steps ask for, rests between tries, and tells it when its
/// time is up. One thread.
final class LogRun<S, E> {
    /// The time that a procedure has to end well.
    static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final long FIRST_REST_MILLIS = 5;
    private static final long LONGEST_REST_MILLIS = 1_000;
    private static final int MAX_DOUBLINGS = 8;

    private final LogFiles<S, E> files;
    private final Environment environment;
    private final long deadlineNanos;
    private int rests;

    LogRun(LogFiles<S, E> files, Environment environment) {
        this.files = files;
        this.environment = environment;
        this.deadlineNanos = environment.clock().nanoTime() + DEADLINE.toNanos();
    }

    LogFiles<S, E> files() {
        return files;
    }

    /// Runs the procedure.
    ///
    /// @throws InterruptedException when the thread is interrupted while it rests; what it has written is unknown
    <T> T run(Step<S, E, T> first) throws InterruptedException {
        Step<S, E, T> step = first;
        while (true) {
            switch (step) {
                case Done<S, E, T>(T outcome) -> {
                    return outcome;
                }
                case Asking<S, E, ?, T> asking -> step = advance(asking);
            }
        }
    }

    /// Does what one step asks for.
    <R, T> Step<S, E, T> advance(Asking<S, E, R, T> asking) throws InterruptedException {
        R answer;
        try {
            answer = asking.request().perform(this);
        } catch (StoreUnavailableException e) {
            return asking.unanswered(String.valueOf(e.getMessage()));
        }
        return asking.on(answer);
    }

    /// Reads slots side by side, or fewer of them, from the first on.
    List<Slot<E>> readSlots(long firstVersion, int count) throws InterruptedException {
        try {
            return count == 1 ? List.of(files.readSlot(firstVersion)) : sideBySide(firstVersion, count);
        } catch (RejectedExecutionException e) {
            // The process is stopping; it still answers those who wait.
            return List.of(files.readSlot(firstVersion));
        }
    }

    private List<Slot<E>> sideBySide(long firstVersion, int count) throws InterruptedException {
        List<Callable<Slot<E>>> reads = new ArrayList<>();
        for (long version = firstVersion; version < firstVersion + count; version++) {
            long slot = version;
            reads.add(() -> files.readSlot(slot));
        }
        List<Slot<E>> slots = new ArrayList<>();
        for (Future<Slot<E>> read : environment.blocking().invokeAll(reads)) {
            try {
                slots.add(read.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException("Reading the log ended in an error", e);
            }
        }
        return slots;
    }

    /// Rests before another try: not at all before the first, then for a random time of a growing span, so that
    /// writers that got in each other's way do not meet again.
    Patience rest() throws InterruptedException {
        long leftMillis =
                Duration.ofNanos(deadlineNanos - environment.clock().nanoTime()).toMillis();
        if (leftMillis <= 0) {
            return Patience.TIME_IS_UP;
        }
        if (rests > 0) {
            long span = Math.min(LONGEST_REST_MILLIS, FIRST_REST_MILLIS << Math.min(rests - 1, MAX_DOUBLINGS));
            long restMillis = environment.random().nextLong(span / 2, span + 1);
            environment.clock().pause(Duration.ofMillis(Math.min(restMillis, leftMillis)));
        }
        rests++;
        return Patience.GO_ON;
    }
}
