package dev.sleeper.engine.simulation;

import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.FaultSchedule;
import dev.sleeper.objectstore.StoreOperation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// What goes wrong between one process and the store: each request takes its time, a few very long; each fails now and
/// then, in any way that it can.
final class Weather implements FaultSchedule {
    private static final List<Fault> STALLS = List.of(Fault.STALL_BEFORE, Fault.STALL_AFTER);
    private static final List<Fault> FAULTS = Arrays.stream(Fault.values())
            .filter(fault -> fault != Fault.NONE && !STALLS.contains(fault))
            .toList();

    private static final double[] FAULT_PROBABILITIES = {0, 0.003, 0.01, 0.04};
    /// So much more often than other requests a commit stalls.
    private static final int COMMIT_STALLS = 100;

    private static final int MAX_MILLIS = 60;
    private static final List<Duration> STALLED = List.of(
            Duration.ofSeconds(40),
            Duration.ofMinutes(30),
            Duration.ofHours(8),
            Duration.ofDays(4),
            Duration.ofDays(9));

    private final Random random;
    private final FaultTally tally;
    private final double faultProbability;
    private final double stallProbability;
    private boolean calm;

    Weather(Random random, FaultTally tally) {
        this.random = random;
        this.tally = tally;
        this.faultProbability = FAULT_PROBABILITIES[random.nextInt(FAULT_PROBABILITIES.length)];
        this.stallProbability = random.nextInt(3) * 0.0002;
    }

    /// Lets nothing go wrong from here on.
    void calm() {
        calm = true;
    }

    @Override
    public Fault next(StoreOperation operation, String path, long number) {
        if (calm) {
            return Fault.NONE;
        }
        // What is decided there may have been forgotten meanwhile.
        boolean commit = operation == StoreOperation.PUT && path.endsWith(".json");
        double stall = commit ? COMMIT_STALLS * stallProbability : stallProbability;
        List<Fault> possible;
        if (random.nextDouble() < stall) {
            possible = STALLS;
        } else if (random.nextDouble() < faultProbability) {
            possible =
                    FAULTS.stream().filter(fault -> fault.appliesTo(operation)).toList();
        } else {
            return Fault.NONE;
        }
        Fault fault = possible.get(random.nextInt(possible.size()));
        tally.count(fault, operation, path);
        return fault;
    }

    @Override
    public Duration latency() {
        return Duration.ofMillis(1 + random.nextInt(MAX_MILLIS));
    }

    @Override
    public Duration stall() {
        return STALLED.get(random.nextInt(STALLED.size()));
    }
}
