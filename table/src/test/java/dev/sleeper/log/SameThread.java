package dev.sleeper.log;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.Timekeeper;
import java.util.List;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/// Runs every task at once on the thread that hands it over, so that a seed gives the same run again.
public final class SameThread extends AbstractExecutorService {
    private boolean stopped;

    /// An environment without threads.
    public static Environment environment(Timekeeper clock, long seed) {
        return new Environment(clock, new Random(seed), new SameThread(), new SameThread());
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void shutdown() {
        stopped = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        stopped = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return stopped;
    }

    @Override
    public boolean isTerminated() {
        return stopped;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return stopped;
    }
}
