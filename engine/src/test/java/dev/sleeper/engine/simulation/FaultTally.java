package dev.sleeper.engine.simulation;

import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.StoreOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// How often each fault met each recovery path, and what else happened how often, in how many seeds.
final class FaultTally {
    private static final List<Fault> FAULTS =
            Arrays.stream(Fault.values()).filter(fault -> fault != Fault.NONE).toList();

    private final Map<RecoveryPath, Map<Fault, Long>> faults = new EnumMap<>(RecoveryPath.class);
    /// What is asked of the store there, as far as faults met it.
    private final Map<RecoveryPath, Set<StoreOperation>> operations = new EnumMap<>(RecoveryPath.class);

    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Long> seeds = new TreeMap<>();
    private Map<String, Long> countsBefore = Map.of();

    /// Notes that a fault met the calling thread.
    void count(Fault fault, StoreOperation operation) {
        RecoveryPath path = RecoveryPath.now(operation);
        faults.computeIfAbsent(path, first -> new EnumMap<>(Fault.class)).merge(fault, 1L, Long::sum);
        operations
                .computeIfAbsent(path, first -> EnumSet.noneOf(StoreOperation.class))
                .add(operation);
    }

    /// Notes what a request is for, where that is seldom.
    void asked(StoreOperation operation, String path) {
        if (operation == StoreOperation.SWAP && path.startsWith("jobs/")) {
            if (RecoveryPath.now(operation) == RecoveryPath.LEASE_TAKEN_OVER) {
                add("lapsed lease taken over");
            }
        } else if (operation == StoreOperation.SWAP && path.endsWith("boundary")) {
            add("boundary moved");
        } else if (operation == StoreOperation.FINISH && path.contains("checkpoint")) {
            add("checkpoint written");
        } else if (operation == StoreOperation.DELETE && path.endsWith(".json")) {
            add("log entry deleted");
        } else if (operation == StoreOperation.DELETE && path.endsWith(".parquet") && !path.contains("_delta_log")) {
            add("data file deleted");
        }
    }

    void add(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    /// Says that a seed has run to its end.
    void seedEnds() {
        counts.forEach((what, count) -> {
            if (count > countsBefore.getOrDefault(what, 0L)) {
                seeds.merge(what, 1L, Long::sum);
            }
        });
        countsBefore = new TreeMap<>(counts);
    }

    Map<String, Long> counts() {
        return counts;
    }

    /// A table of what happened, and one of faults by recovery paths: `-` where a fault cannot come, since nothing is
    /// asked of the store there that it applies to.
    List<String> report() {
        List<String> lines = new ArrayList<>(List.of("| what | times | seeds |", "|---|---|---|"));
        counts.forEach(
                (what, count) -> lines.add("| " + what + " | " + count + " | " + seeds.getOrDefault(what, 0L) + " |"));
        lines.add("");
        lines.add(FAULTS.stream().map(Fault::name).collect(Collectors.joining(" | ", "| | ", " |")));
        lines.add("|---".repeat(FAULTS.size() + 1) + "|");
        for (RecoveryPath path : RecoveryPath.values()) {
            lines.add(FAULTS.stream()
                    .map(fault -> cell(path, fault))
                    .collect(Collectors.joining(" | ", "| " + path + " | ", " |")));
        }
        return lines;
    }

    private String cell(RecoveryPath path, Fault fault) {
        Set<StoreOperation> asked = operations.getOrDefault(path, Set.of());
        boolean possible = asked.isEmpty() || asked.stream().anyMatch(fault::appliesTo);
        long count = faults.getOrDefault(path, Map.of()).getOrDefault(fault, 0L);
        return possible ? Long.toString(count) : "-";
    }
}
