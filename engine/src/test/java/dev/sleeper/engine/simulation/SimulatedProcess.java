package dev.sleeper.engine.simulation;

import dev.sleeper.engine.EngineSettings;
import dev.sleeper.engine.Instance;
import dev.sleeper.engine.simulation.Scheduler.Crew;
import dev.sleeper.environment.Environment;
import dev.sleeper.environment.PlainExecutorService;
import dev.sleeper.environment.Timekeeper;
import dev.sleeper.objectstore.FaultSchedule;
import dev.sleeper.objectstore.FaultyObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/// A process over the shared store: its own clock, randomness, threads and connection. It can be killed.
final class SimulatedProcess {
    private static final long MEBIBYTE = 1L << 20;
    /// So few that checkpoints and clean-up come in every run.
    private static final int LOG_ENTRIES = 10;

    private final int upkeepWorkers;
    private final Crew crew;
    private final Clock clock;
    private final FaultyObjectStore store;
    private final LeaseWatch watched;
    private final Environment environment;

    SimulatedProcess(
            Scheduler scheduler,
            String name,
            int upkeepWorkers,
            ObjectStore shared,
            FaultSchedule faults,
            Random random,
            FaultTally tally) {
        this.upkeepWorkers = upkeepWorkers;
        this.crew = scheduler.crew(name);
        this.clock = new Clock(scheduler);
        this.store = new FaultyObjectStore(shared, faults, clock, random);
        this.watched = new LeaseWatch(store, tally);
        PlainExecutorService threads = new PlainExecutorService(crew::start);
        this.environment = new Environment(clock, random, threads, threads, threads);
    }

    /// Opens the instance; to be called by one of its threads.
    Instance open(Path spillDirectory) {
        return Instance.open(
                watched,
                environment,
                new EngineSettings(
                        spillDirectory,
                        16 * MEBIBYTE,
                        MEBIBYTE,
                        20,
                        MEBIBYTE,
                        4 * MEBIBYTE,
                        2,
                        upkeepWorkers,
                        LOG_ENTRIES));
    }

    void start(Runnable task) {
        crew.start(task);
    }

    void kill() {
        crew.kill();
    }

    boolean killed() {
        return crew.killed();
    }

    Clock clock() {
        return clock;
    }

    Environment environment() {
        return environment;
    }

    FaultyObjectStore store() {
        return store;
    }

    /// The clock of a process: the wall clock may be wrong and may jump.
    static final class Clock implements Timekeeper {
        private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

        private final Scheduler scheduler;
        private Duration skew = Duration.ZERO;

        Clock(Scheduler scheduler) {
            this.scheduler = scheduler;
        }

        void skew(Duration newSkew) {
            skew = newSkew;
        }

        @Override
        public Instant now() {
            return START.plusNanos(scheduler.nanos()).plus(skew);
        }

        @Override
        public long nanoTime() {
            return scheduler.nanos();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            scheduler.pause(duration);
        }
    }
}
