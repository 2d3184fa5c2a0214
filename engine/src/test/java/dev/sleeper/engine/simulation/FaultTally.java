package dev.sleeper.engine.simulation;

import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.StoreOperation;
import java.util.Map;
import java.util.TreeMap;

/// How often each fault met each kind of request.
final class FaultTally {
    private final Map<String, Long> counts = new TreeMap<>();

    void count(Fault fault, StoreOperation operation, String path) {
        add(fault + " on " + operation + " of " + kind(path));
    }

    void add(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    Map<String, Long> counts() {
        return counts;
    }

    private static String kind(String path) {
        if (path.startsWith("names/")) {
            return "a name";
        } else if (path.endsWith("boundary")) {
            return "the boundary";
        } else if (path.contains("checkpoint")) {
            return "a checkpoint";
        } else if (path.endsWith(".json")) {
            return "an entry";
        } else if (path.endsWith(".parquet")) {
            return "a data file";
        } else if (path.startsWith("tables/")) {
            return "a table's directory";
        }
        return path.isEmpty() ? "the store" : "the instance";
    }
}
