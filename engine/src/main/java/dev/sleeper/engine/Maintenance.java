package dev.sleeper.engine;

import dev.sleeper.environment.Environment;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.catalog.Catalog;
import dev.sleeper.table.catalog.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Cleans up in the background: a table's log now and then as commits come, and once a day, by whichever process then
/// starts or makes, renames or drops a table, what was left of tables. Nothing happens while nobody asks for anything.
/// Thread-safe.
final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    /// How many commits of this process to a table come between two cleanings of its log.
    private static final int COMMITS_BETWEEN = 100;

    /// A sweep reads the state of every table.
    private static final Duration SWEPT_EVERY = Duration.ofDays(1);

    private final Environment environment;
    private final InstanceProperties properties;
    private final Catalog catalog;
    private final Map<String, Integer> commits = new ConcurrentHashMap<>();

    Maintenance(Environment environment, InstanceProperties properties, Catalog catalog) {
        this.environment = environment;
        this.properties = properties;
        this.catalog = catalog;
    }

    /// Notes a commit, and cleans when it is time to.
    void afterCommit(Table table) {
        int count = commits.merge(table.id(), 1, Integer::sum);
        if (count % COMMITS_BETWEEN == 0) {
            inBackground("The log of table " + table.id(), table::maintain);
        }
    }

    /// Sweeps what broken-off creations, renames and drops have left, when it is time to.
    void sweepIfDue() {
        Instant now = environment.clock().now();
        if (properties.isSweepDue(now, SWEPT_EVERY)) {
            inBackground("What is left of tables", () -> {
                if (properties.takeSweep(now, SWEPT_EVERY)) {
                    catalog.sweep();
                }
            });
        }
    }

    private void inBackground(String what, Runnable work) {
        try {
            environment.blocking().execute(() -> {
                try {
                    work.run();
                } catch (StoreUnavailableException | CorruptTableException e) {
                    LOG.warn("{} is cleaned up another time", what, e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.info("{} is cleaned up another time: this process stops", what);
        }
    }
}
