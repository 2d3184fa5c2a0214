package dev.sleeper.objectstore;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Decides what goes wrong, and when.
@FunctionalInterface
public interface FaultSchedule {

    /// The fault of the next operation. One that does not apply to the operation counts as none.
    ///
    /// @param path   the object's path, a list's prefix, or empty
    /// @param number counts the operations of the store from 1
    Fault next(StoreOperation operation, String path, long number);

    /// How long the next request is on its way, and then its answer.
    default Duration latency() {
        return Duration.ZERO;
    }

    /// How long the next stall lasts.
    default Duration stall() {
        return Duration.ofHours(8);
    }

    /// Nothing goes wrong.
    static FaultSchedule none() {
        return (operation, path, number) -> Fault.NONE;
    }

    /// Faults of the operations with these numbers.
    static FaultSchedule at(Map<Long, Fault> faults) {
        Map<Long, Fault> copy = Map.copyOf(faults);
        return (operation, path, number) -> copy.getOrDefault(number, Fault.NONE);
    }

    /// The same fault at each operation of a kind.
    static FaultSchedule always(StoreOperation broken, Fault fault) {
        return (operation, path, number) -> operation == broken ? fault : Fault.NONE;
    }

    /// Each operation fails with this probability, by one of those of these faults that apply to it.
    ///
    /// @param random drawn from at each operation, so that a seed gives the same faults to the same operations
    static FaultSchedule random(RandomGenerator random, double probability, Set<Fault> faults) {
        List<Fault> sorted = faults.stream().sorted().toList();
        return (operation, path, number) -> {
            List<Fault> possible =
                    sorted.stream().filter(fault -> fault.appliesTo(operation)).toList();
            boolean fails = random.nextDouble() < probability;
            return fails && !possible.isEmpty() ? possible.get(random.nextInt(possible.size())) : Fault.NONE;
        };
    }
}
