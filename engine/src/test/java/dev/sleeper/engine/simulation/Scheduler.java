package dev.sleeper.engine.simulation;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs threads of many simulated processes one at a time, in an order that a seed decides, on a clock that moves only
/// when all of them wait. So the same seed gives the same run, whatever locks, futures and queues the threads use.
///
/// The threads are virtual ones, with this in place of the scheduler that the JDK gives them. That takes a constructor
/// of the JDK that is not public and `--add-opens java.base/java.lang=ALL-UNNAMED`.
///
/// Not thread-safe: all is done by the thread that calls [#run] and by the threads that it runs.
final class Scheduler {
    private final Random random;
    private final List<Turn> ready = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Map<Thread, Crew> threads = new LinkedHashMap<>();
    private @Nullable Throwable failure;
    private long nanos;
    private long sequence;
    private long turns;

    Scheduler(Random random) {
        this.random = random;
    }

    /// A thread that can go on.
    private record Turn(Crew crew, Runnable continuation) {}

    /// A thread that waits for a time.
    private static final class Timer implements Comparable<Timer> {
        private final long due;
        private final long sequence;
        private final Thread thread;
        private boolean fired;

        Timer(long due, long sequence, Thread thread) {
            this.due = due;
            this.sequence = sequence;
            this.thread = thread;
        }

        @Override
        public int compareTo(Timer other) {
            int byDue = Long.compare(due, other.due);
            return byDue != 0 ? byDue : Long.compare(sequence, other.sequence);
        }
    }

    /// The threads of one process.
    final class Crew {
        private final Executor turns = continuation -> ready.add(new Turn(this, continuation));
        private final String name;
        private boolean killed;

        private Crew(String name) {
            this.name = name;
        }

        /// Starts a thread.
        void start(Runnable task) {
            Thread thread = unstarted(turns, () -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    failure = failure == null ? e : failure;
                } finally {
                    threads.remove(Thread.currentThread());
                }
            });
            threads.put(thread, this);
            thread.start();
        }

        /// Lets none of its threads go on, as `kill -9` does.
        void kill() {
            killed = true;
            threads.values().removeIf(crew -> crew == this);
        }

        boolean killed() {
            return killed;
        }
    }

    Crew crew(String name) {
        return new Crew(name);
    }

    /// Time since the run began.
    long nanos() {
        return nanos;
    }

    /// How many turns threads had: with [#nanos], a fingerprint of the run.
    long turns() {
        return turns;
    }

    /// Lets time pass for the calling thread.
    void pause(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("before a pause of " + duration);
        }
        Timer timer = new Timer(nanos + Math.max(0, duration.toNanos()), sequence++, Thread.currentThread());
        timers.add(timer);
        while (!timer.fired) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                timers.remove(timer);
                throw new InterruptedException("in a pause of " + duration);
            }
        }
    }

    /// Runs all threads to their end.
    ///
    /// @throws AssertionError when threads wait that nobody will wake
    void run() throws Throwable {
        while (failure == null) {
            if (!ready.isEmpty()) {
                Turn turn = next();
                if (!turn.crew.killed) {
                    turns++;
                    turn.continuation.run();
                }
            } else if (!timers.isEmpty()) {
                Timer timer = timers.remove();
                nanos = Math.max(nanos, timer.due);
                timer.fired = true;
                LockSupport.unpark(timer.thread);
            } else {
                break;
            }
        }
        if (failure != null) {
            throw failure;
        }
        if (!threads.isEmpty()) {
            throw new AssertionError("Threads wait that nobody will wake:\n" + stacks());
        }
    }

    private Turn next() {
        int chosen = random.nextInt(ready.size());
        Turn turn = ready.get(chosen);
        Turn last = ready.removeLast();
        if (chosen < ready.size()) {
            ready.set(chosen, last);
        }
        return turn;
    }

    private String stacks() {
        return threads.entrySet().stream()
                .map(entry -> entry.getValue().name + "\n"
                        + Stream.of(entry.getKey().getStackTrace())
                                .map(frame -> "    " + frame)
                                .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
    }

    private static Thread unstarted(Executor scheduler, Runnable task) {
        try {
            Constructor<?> constructor = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return ((Thread.Builder.OfVirtual) constructor.newInstance(scheduler)).unstarted(task);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new LinkageError("This JDK has no virtual threads with a scheduler of one's own", e);
        }
    }
}
