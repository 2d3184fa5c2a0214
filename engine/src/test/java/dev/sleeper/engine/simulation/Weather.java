package dev.sleeper.engine.simulation;

import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.FaultSchedule;
import dev.sleeper.objectstore.StoreOperation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/// What goes wrong between one process and the store: each request takes its time, a few very long; each fails now and
/// then, in any way that it can.
final class Weather implements FaultSchedule {
    /// Stalls are slept through by [#latency], which knows more lengths.
    private static final List<Fault> FAULTS =
            List.copyOf(EnumSet.complementOf(EnumSet.of(Fault.NONE, Fault.STALL_BEFORE, Fault.STALL_AFTER)));

    private static final double[] FAULT_PROBABILITIES = {0, 0.003, 0.01, 0.04};
    private static final int MAX_MILLIS = 60;
    private static final List<Duration> STALLS = List.of(
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
        if (calm || random.nextDouble() >= faultProbability) {
            return Fault.NONE;
        }
        List<Fault> possible =
                FAULTS.stream().filter(fault -> fault.appliesTo(operation)).toList();
        Fault fault = possible.get(random.nextInt(possible.size()));
        tally.count(fault, operation, path);
        return fault;
    }

    @Override
    public Duration latency() {
        if (!calm && random.nextDouble() < stallProbability) {
            return STALLS.get(random.nextInt(STALLS.size()));
        }
        return Duration.ofMillis(1 + random.nextInt(MAX_MILLIS));
    }
}
