package dev.sleeper.engine;

import dev.sleeper.engine.upkeep.Leases;
import dev.sleeper.environment.Environment;
import dev.sleeper.log.Cause;
import dev.sleeper.log.Clean.Cleaned;
import dev.sleeper.log.LogGoneException;
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
    /// A sweep reads the state of every table.
    private static final Duration SWEPT_EVERY = Duration.ofDays(1);

    private final Environment environment;
    private final InstanceProperties properties;
    private final Catalog catalog;
    private final Leases leases;
    /// A log is cleaned about once for so many versions, by the process that commits the last of them.
    private final int versionsBetween;
    /// By table id, the newest version that this process committed.
    private final Map<String, Long> versions = new ConcurrentHashMap<>();

    Maintenance(
            Environment environment,
            InstanceProperties properties,
            Catalog catalog,
            Leases leases,
            int versionsBetween) {
        this.versionsBetween = versionsBetween;
        this.leases = leases;
        this.environment = environment;
        this.properties = properties;
        this.catalog = catalog;
    }

    /// Notes a commit, and cleans when it is time to. Versions are counted by the log, so that many processes that
    /// commit a little each clean as often as one that commits a lot.
    void afterCommit(Table table, long version) {
        Long before = versions.put(table.id(), version);
        long known = before == null ? version - 1 : before;
        if (known / versionsBetween < version / versionsBetween) {
            String log = "The log of table " + table.id();
            inBackground(log, () -> {
                if (table.maintain() instanceof Cleaned.Stopped(Cause cause, String reason) && cause == Cause.DAMAGED) {
                    LOG.warn("{} is not cleaned up: {}", log, reason);
                }
            });
        }
    }

    /// Sweeps what broken-off creations, renames and drops have left, when it is time to.
    void sweepIfDue() {
        Instant now = environment.clock().now();
        if (properties.isSweepDue(now, SWEPT_EVERY)) {
            inBackground("What is left of tables", () -> {
                if (properties.takeSweep(now, SWEPT_EVERY)) {
                    catalog.sweep();
                    leases.sweep();
                }
            });
        }
    }

    private void inBackground(String what, Runnable work) {
        try {
            environment.blocking().execute(() -> {
                try {
                    work.run();
                } catch (LogGoneException e) {
                    LOG.info("{} is no more", what);
                } catch (RuntimeException e) {
                    // Whatever it is: nobody waits for this work who could be told.
                    LOG.warn("{} is cleaned up another time", what, e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.info("{} is cleaned up another time: this process stops", what);
        }
    }
}
