package dev.sleeper.log;

import dev.sleeper.environment.Environment;
import dev.sleeper.log.CommitResult.Rejected;
import dev.sleeper.log.CommitResult.Unknown;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;

/// Joins the changes that wait in one process into one commit after the other. A task runs only while changes
/// wait. Changes of callers are drafted first; a few of the system's own follow them in each entry.
///
/// Thread-safe. A caller that is interrupted stops waiting, but its change may be committed nevertheless.
final class GroupCommit<C> {
    static final int MAX_WAITING = 10_000;
    static final int MAX_USER_CHANGES = 256;
    static final int MAX_BACKGROUND_CHANGES = 8;

    private final Environment environment;
    private final Committer<C> committer;
    private final Deque<Waiting<C>> users = new ArrayDeque<>();
    private final Deque<Waiting<C>> background = new ArrayDeque<>();
    private boolean running;

    /// Commits changes together; an empty result has the change wait for the next time.
    interface Committer<C> {
        List<Optional<CommitResult>> commit(List<C> changes) throws InterruptedException;
    }

    private record Waiting<C>(C change, Urgency urgency, long deadlineNanos, CompletableFuture<CommitResult> result) {}

    GroupCommit(Environment environment, Committer<C> committer) {
        this.environment = environment;
        this.committer = committer;
    }

    CommitResult commit(C change, Urgency urgency) {
        long deadlineNanos = environment.clock().nanoTime() + LogRun.DEADLINE.toNanos();
        Waiting<C> waiting = new Waiting<>(change, urgency, deadlineNanos, new CompletableFuture<>());
        if (!enqueue(waiting)) {
            return new Rejected(Cause.BUSY, MAX_WAITING + " changes wait to be committed already");
        }
        try {
            start();
            return waiting.result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Unknown("interrupted while the change waited to be committed");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("A commit ended in an error; the change may be in the log or not", e);
        }
    }

    /// How many changes wait that no commit has taken up.
    synchronized int waiting() {
        return users.size() + background.size();
    }

    private synchronized boolean enqueue(Waiting<C> waiting) {
        if (waiting() >= MAX_WAITING) {
            return false;
        }
        queue(waiting).addLast(waiting);
        return true;
    }

    private Deque<Waiting<C>> queue(Waiting<C> waiting) {
        return switch (waiting.urgency) {
            case USER -> users;
            case BACKGROUND -> background;
        };
    }

    private void start() {
        synchronized (this) {
            if (running || (users.isEmpty() && background.isEmpty())) {
                return;
            }
            running = true;
        }
        try {
            environment.blocking().execute(this::drain);
        } catch (RejectedExecutionException e) {
            // The process is stopping. Those who wait get an answer rather than none.
            for (List<Waiting<C>> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
                group.forEach(waiting -> waiting.result.complete(new Rejected(Cause.BUSY, "this server is stopping")));
            }
        }
    }

    private void drain() {
        for (List<Waiting<C>> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
            commitTogether(group);
        }
    }

    /// Takes what waits, callers' changes first; none means that the task has ended.
    private synchronized List<Waiting<C>> nextGroup() {
        List<Waiting<C>> group = new ArrayList<>();
        while (!users.isEmpty() && group.size() < MAX_USER_CHANGES) {
            group.add(users.removeFirst());
        }
        for (int i = 0; i < MAX_BACKGROUND_CHANGES && !background.isEmpty(); i++) {
            group.add(background.removeFirst());
        }
        running = !group.isEmpty();
        return group;
    }

    /// Gives an answer to everyone in the group, or another turn, whatever happens.
    private void commitTogether(List<Waiting<C>> group) {
        try {
            List<Waiting<C>> inTime = withoutLate(group);
            if (inTime.isEmpty()) {
                return;
            }
            List<Optional<CommitResult>> results =
                    committer.commit(inTime.stream().map(Waiting::change).toList());
            for (int i = inTime.size() - 1; i >= 0; i--) {
                settle(inTime.get(i), results.get(i));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            group.forEach(waiting -> waiting.result.complete(new Unknown("interrupted while committing")));
        } catch (RuntimeException | Error e) {
            // Errors too: an error that ended this task would leave all who wait, and all who come, without an answer.
            group.forEach(waiting -> waiting.result.completeExceptionally(e));
        }
    }

    private List<Waiting<C>> withoutLate(List<Waiting<C>> group) {
        long nowNanos = environment.clock().nanoTime();
        List<Waiting<C>> inTime = new ArrayList<>();
        for (Waiting<C> waiting : group) {
            if (nowNanos - waiting.deadlineNanos < 0) {
                inTime.add(waiting);
            } else {
                waiting.result.complete(new Rejected(Cause.BUSY, "other changes came first until the time was up"));
            }
        }
        return inTime;
    }

    private void settle(Waiting<C> waiting, Optional<CommitResult> result) {
        if (result.isPresent()) {
            waiting.result.complete(result.get());
        } else {
            synchronized (this) {
                queue(waiting).addFirst(waiting);
            }
        }
    }
}
