package dev.sleeper.engine.upkeep;

import dev.sleeper.table.catalog.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tables that are to be looked at, now or later. Thread-safe.
final class DueTables {
    private final Map<String, Table> now = new LinkedHashMap<>();
    private final Map<String, Later> later = new HashMap<>();

    private record Later(Table table, long atNanos) {}

    /// Puts a table last, unless it waits already.
    synchronized void add(Table table) {
        now.putIfAbsent(table.id(), table);
    }

    /// Puts a table off, unless it is due sooner.
    synchronized void add(Table table, long atNanos) {
        later.merge(table.id(), new Later(table, atNanos), (a, b) -> a.atNanos - b.atNanos <= 0 ? a : b);
    }

    /// Takes the table that has waited longest.
    synchronized Optional<Table> next() {
        Iterator<Table> waiting = now.values().iterator();
        if (!waiting.hasNext()) {
            return Optional.empty();
        }
        Table table = waiting.next();
        waiting.remove();
        return Optional.of(table);
    }

    /// Takes the tables that were put off up to now.
    synchronized List<Table> ripe(long nowNanos) {
        List<Table> ripe = new ArrayList<>();
        later.values().removeIf(each -> each.atNanos - nowNanos <= 0 && ripe.add(each.table));
        return ripe;
    }
}
