package dev.sleeper.engine.simulation;

import dev.sleeper.engine.Instance;
import dev.sleeper.environment.Timekeeper;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Several servers over one store, with clients that write, query and change tables, until so many operations are done.
/// Everything that a client is told is checked against a model of what is in the tables.
final class World {
    static final Schema SCHEMA = Schema.of(
            List.of(
                    Field.required("key", PrimitiveType.INT),
                    Field.required("job", PrimitiveType.STRING),
                    Field.required("n", PrimitiveType.INT)),
            List.of("key"),
            List.of());
    static final Duration MAX_SKEW = Duration.ofMinutes(4);

    private static final int MAX_SERVERS = 4;
    private static final int CLIENTS = 3;
    private static final int DISTURBED_EVERY = 30;
    /// Longer than anything is remembered.
    private static final Duration AFTERWARDS = Duration.ofDays(40);

    private final Path spillDirectory;
    private final Random random;
    private final Scheduler scheduler;
    private final InMemoryObjectStore objects;
    private final FaultTally tally;
    private final Model model;
    private final List<SimulatedProcess> servers = new ArrayList<>();
    private final List<SimulatedProcess> processes = new ArrayList<>();
    private final List<Weather> weathers = new ArrayList<>();
    private int operationsLeft;
    private long quietUntilNanos;

    World(long seed, int operations, Path spillDirectory, FaultTally tally) {
        this.random = new Random(seed);
        this.scheduler = new Scheduler(new Random(random.nextLong()));
        this.objects = new InMemoryObjectStore(new SimulatedProcess.Clock(scheduler));
        this.spillDirectory = spillDirectory;
        this.tally = tally;
        this.model = new Model(random, scheduler::nanos, tally);
        this.operationsLeft = operations;
    }

    /// Runs to the end.
    ///
    /// @return the fingerprint of the run: the same for the same seed
    String run() throws Throwable {
        SimulatedProcess founder = process(true);
        finish(founder, () -> model.create(open(founder)));
        int count = 1 + random.nextInt(MAX_SERVERS);
        for (int i = 0; i < count; i++) {
            servers.add(serve());
        }
        scheduler.run();
        weathers.forEach(Weather::calm);
        processes.forEach(process -> process.store().deliverLate());
        SimulatedProcess last = process(true);
        finish(last, () -> model.check(open(last)));
        // The first sweep may end a drop, and the second forgets it.
        for (int sweep = 0; sweep < 2; sweep++) {
            finish(last, () -> pause(last.clock(), AFTERWARDS));
            finish(last, () -> model.writeOnce(open(last)));
        }
        finish(last, () -> new Aftermath(objects, last.environment(), tally).check(open(last)));
        finish(last, () -> model.check(open(last)));
        tally.seedEnds();
        return scheduler.turns() + " turns, " + scheduler.nanos() + " ns, "
                + objects.versions().hashCode();
    }

    private void finish(SimulatedProcess process, Runnable task) throws Throwable {
        process.start(task);
        scheduler.run();
    }

    private SimulatedProcess process(boolean calm) {
        Weather weather = new Weather(new Random(random.nextLong()), tally);
        weathers.add(weather);
        if (calm) {
            weather.calm();
        }
        SimulatedProcess process = new SimulatedProcess(
                scheduler,
                "process " + processes.size(),
                calm ? 0 : 2,
                objects,
                weather,
                new Random(random.nextLong()),
                tally);
        processes.add(process);
        return process;
    }

    private SimulatedProcess serve() {
        SimulatedProcess process = process(false);
        process.start(() -> {
            Instance instance = open(process);
            for (int i = 0; i < CLIENTS; i++) {
                process.start(() -> work(instance, process.clock()));
            }
        });
        return process;
    }

    private Instance open(SimulatedProcess process) {
        while (true) {
            try {
                return process.open(spillDirectory);
            } catch (StoreUnavailableException e) {
                pause(process.clock(), 5_000);
            }
        }
    }

    private void work(Instance instance, Timekeeper clock) {
        while (operationsLeft > 0) {
            operationsLeft--;
            if (random.nextInt(DISTURBED_EVERY) == 0) {
                disturb();
            }
            model.operate(instance);
            pause(clock, random.nextInt(20) == 0 ? 60_000 : 200);
            while (scheduler.nanos() < quietUntilNanos) {
                pause(clock, Duration.ofNanos(quietUntilNanos - scheduler.nanos()));
            }
        }
    }

    /// Kills servers, sets their clocks, and lets time go by.
    private void disturb() {
        int server = random.nextInt(servers.size());
        switch (random.nextInt(3)) {
            case 0 -> {
                tally.add("a server is killed");
                servers.get(server).kill();
                servers.set(server, serve());
            }
            case 1 -> {
                tally.add("a clock is set");
                long seconds = random.nextLong(-MAX_SKEW.toSeconds(), MAX_SKEW.toSeconds());
                servers.get(server).clock().skew(Duration.ofSeconds(seconds));
            }
            default -> {
                tally.add("time goes by");
                int hours = 1 + random.nextInt(random.nextBoolean() ? 10 : 200);
                quietUntilNanos = scheduler.nanos() + Duration.ofHours(hours).toNanos();
            }
        }
    }

    private void pause(Timekeeper clock, int maxMillis) {
        pause(clock, Duration.ofMillis(1 + random.nextInt(maxMillis)));
    }

    private static void pause(Timekeeper clock, Duration duration) {
        try {
            clock.pause(duration);
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts clients", e);
        }
    }
}
