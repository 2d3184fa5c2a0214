package dev.sleeper.log;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.PlainExecutorService;
import dev.sleeper.environment.Timekeeper;
import java.util.Random;

/// Runs every task at once on the thread that hands it over, so that a seed gives the same run again.
public final class SameThread {
    private SameThread() {}

    /// An environment without threads.
    public static Environment environment(Timekeeper clock, long seed) {
        return new Environment(
                clock,
                new Random(seed),
                new PlainExecutorService(Runnable::run),
                new PlainExecutorService(Runnable::run),
                new PlainExecutorService(Runnable::run));
    }
}
