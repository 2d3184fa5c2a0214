package dev.sleeper.engine;

import dev.sleeper.environment.Environment;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.table.catalog.Table;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/// Cleans tables' logs in the background, now and then as commits come: nothing happens while nobody writes.
/// Thread-safe.
final class Maintenance {
    /// How many commits of this process to a table come between two cleanings of its log.
    private static final int COMMITS_BETWEEN = 100;

    private final Environment environment;
    private final Map<String, Integer> commits = new ConcurrentHashMap<>();

    Maintenance(Environment environment) {
        this.environment = environment;
    }

    /// Notes a commit, and cleans when it is time to.
    void afterCommit(Table table) {
        int count = commits.merge(table.id(), 1, Integer::sum);
        if (count % COMMITS_BETWEEN != 0) {
            return;
        }
        try {
            environment.blocking().execute(() -> clean(table));
        } catch (RejectedExecutionException e) {
            // The process is stopping; another one cleans later.
            commits.remove(table.id());
        }
    }

    private static void clean(Table table) {
        try {
            table.maintain();
        } catch (StoreUnavailableException e) {
            // What is left to clean is found again next time.
            return;
        }
    }
}
