package dev.sleeper.engine.scan;

import dev.sleeper.table.DataFile;
import dev.sleeper.table.catalog.Table;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The data files that this process found to be damaged, or not to be there. They stay where they are, and what tends
/// tables leaves them alone. Thread-safe.
public final class DamagedFiles {
    private final Map<String, String> problems = new ConcurrentHashMap<>();

    /// Notes a file.
    ///
    /// @param path    its path in the store
    /// @param problem what is wrong with it
    public void add(String path, String problem) {
        problems.put(path, problem);
    }

    public boolean has(Table table, DataFile file) {
        return problems.containsKey(table.path(file.location()));
    }

    /// The files of a table, by their path in the store, and what is wrong with each.
    public SortedMap<String, String> of(String tableId) {
        SortedMap<String, String> found = new TreeMap<>(problems);
        found.keySet().removeIf(path -> !path.startsWith(Table.directory(tableId)));
        return found;
    }
}
