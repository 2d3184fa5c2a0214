package dev.sleeper.engine.simulation;

import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.FaultSchedule;
import dev.sleeper.objectstore.FaultyObjectStore;
import dev.sleeper.objectstore.StoreOperation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// What goes wrong between one process and the store: each request takes its time, a few very long; each fails now and
/// then, in any way that it can, and in some ways again and again where they are aimed at.
final class Weather implements FaultSchedule {
    private static final List<Fault> STALLS = List.of(Fault.STALL_BEFORE, Fault.STALL_AFTER);
    private static final List<Fault> FAULTS = Arrays.stream(Fault.values())
            .filter(fault -> fault != Fault.NONE && !STALLS.contains(fault))
            .toList();

    private static final double[] FAULT_PROBABILITIES = {0, 0.002, 0.005, 0.02};
    private static final int AIMS = 11;
    private static final double AIMED_PROBABILITY = 0.5;
    private static final double MAX_FAULT_PROBABILITY = 0.3;
    private static final double MAX_STALL_PROBABILITY = 0.1;

    private static final int MAX_MILLIS = 60;
    private static final List<Duration> STALLED = List.of(
            Duration.ofSeconds(40),
            Duration.ofMinutes(30),
            Duration.ofHours(8),
            Duration.ofDays(4),
            Duration.ofDays(9));

    private final Random random;
    private final FaultTally tally;
    private final List<Aim> aims;
    private final double faultProbability;
    private final double stallProbability;
    private long burstEnd;
    private boolean calm;

    Weather(Random random, FaultTally tally) {
        this.random = random;
        this.tally = tally;
        this.aims = Aim.draw(random, AIMS);
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
        tally.asked(operation, path);
        if (number < burstEnd) {
            // The store turns it away without being told.
            tally.count(Fault.BURST, operation);
            return Fault.NONE;
        }
        Fault fault = aimed(operation);
        if (fault == Fault.NONE) {
            fault = draw(operation);
        }
        if (fault == Fault.BURST) {
            burstEnd = number + FaultyObjectStore.BURST_LENGTH;
        }
        if (fault != Fault.NONE) {
            tally.count(fault, operation);
        }
        return fault;
    }

    private Fault aimed(StoreOperation operation) {
        if (random.nextDouble() >= AIMED_PROBABILITY || aims.stream().noneMatch(aim -> aim.mayMeet(operation))) {
            return Fault.NONE;
        }
        RecoveryPath here = RecoveryPath.now(operation);
        return aims.stream()
                .filter(aim -> aim.mayMeet(operation) && aim.isAt(here))
                .findFirst()
                .map(Aim::shoot)
                .orElse(Fault.NONE);
    }

    private Fault draw(StoreOperation operation) {
        List<Fault> possible;
        if (random.nextDouble() < Math.min(MAX_STALL_PROBABILITY, stallProbability * stallWeight(operation))) {
            possible = STALLS;
        } else if (random.nextDouble() < Math.min(MAX_FAULT_PROBABILITY, faultProbability * faultWeight(operation))) {
            possible =
                    FAULTS.stream().filter(fault -> fault.appliesTo(operation)).toList();
        } else {
            return Fault.NONE;
        }
        return possible.get(random.nextInt(possible.size()));
    }

    /// How much more often a request stalls than others: what is decided there may have been forgotten meanwhile.
    private static int stallWeight(StoreOperation operation) {
        return switch (operation) {
            case PUT, FINISH -> 100;
            case SWAP -> 200;
            case DELETE, LIST -> 20;
            // So long that leases lapse, and that files are gone which a query is about to read.
            case OPEN, READ -> 10;
            default -> 1;
        };
    }

    /// How much more often a request fails than others: there is one that changes something for many that read.
    private static int faultWeight(StoreOperation operation) {
        return switch (operation) {
            case SWAP -> 20;
            case PUT, FINISH -> 8;
            case DELETE, LIST -> 4;
            default -> 1;
        };
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
