package dev.sleeper.environment;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/// The real clock, randomness and threads of this machine. Only the wiring of a process and tests of real stores open
/// one.
///
/// Thread-safe. Closing it stops the threads after the tasks that run.
public final class SystemEnvironment implements AutoCloseable {
    private final ExecutorService workers;
    private final ExecutorService blocking;
    private final ExecutorService background;
    private final Environment environment;

    private SystemEnvironment(int workerCount) {
        ThreadFactory workerThreads =
                Thread.ofPlatform().name("worker-", 0).daemon(true).factory();
        this.workers = Executors.newFixedThreadPool(workerCount, workerThreads);
        this.blocking = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("blocking-", 0).factory());
        this.background = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("background-", 0).daemon(true).factory());
        this.environment = new Environment(new SystemTimekeeper(), new SecureRandom(), workers, blocking, background);
    }

    /// Starts the threads: one worker for each processor.
    public static SystemEnvironment open() {
        return new SystemEnvironment(Runtime.getRuntime().availableProcessors());
    }

    public Environment environment() {
        return environment;
    }

    /// Has something done when this process is told to end, before it does.
    public static void beforeExit(Runnable task) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("before-exit").unstarted(task));
    }

    @Override
    public void close() {
        workers.close();
        blocking.close();
        background.close();
    }

    private static final class SystemTimekeeper implements Timekeeper {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    }
}
