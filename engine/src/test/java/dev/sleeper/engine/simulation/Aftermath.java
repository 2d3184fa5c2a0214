package dev.sleeper.engine.simulation;

import dev.sleeper.engine.Instance;
import dev.sleeper.environment.Environment;
import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.table.FileLocation;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.Catalog;
import dev.sleeper.table.catalog.Table;
import java.util.Map;
import java.util.TreeSet;

/// What is left in the store when all has come to rest and the retention has passed: the files of the tables there are,
/// and no others.
final class Aftermath {
    private static final String TABLES = "tables/";
    private static final long STATE_BYTES = 1L << 20;

    private final InMemoryObjectStore objects;
    private final Environment environment;
    private final FaultTally tally;

    Aftermath(InMemoryObjectStore objects, Environment environment, FaultTally tally) {
        this.tally = tally;
        this.objects = objects;
        this.environment = environment;
    }

    /// Cleans up, and checks what is left.
    ///
    /// @param instance has just swept what was left of tables
    void check(Instance instance) {
        Map<String, String> ids = instance.tables();
        TreeSet<String> expected = new TreeSet<>();
        for (Map.Entry<String, String> table : ids.entrySet()) {
            instance.collect(table.getKey(), false, deleted -> {});
            TableState state = new Catalog(objects, environment, STATE_BYTES)
                    .find(table.getKey(), Freshness.FRESH)
                    .orElseThrow()
                    .state();
            if (!state.tombstones().isEmpty()) {
                throw new AssertionError("Files are remembered that were replaced long ago: " + state.tombstones());
            }
            if (state.cutoffs().jobsMillis() > 0) {
                tally.add("cutoffs moved at last");
            }
            state.files().forEach(file -> expected.add(path(table.getValue(), file.location())));
        }
        TreeSet<String> left = new TreeSet<>();
        for (String path : objects.versions().keySet()) {
            boolean log = path.startsWith(TABLES) && path.contains("/_delta_log/") && ids.containsValue(tableOf(path));
            if (path.startsWith(TABLES) && !log) {
                left.add(path);
            }
        }
        TreeSet<String> lost = new TreeSet<>(expected);
        lost.removeAll(left);
        left.removeAll(expected);
        if (!lost.isEmpty() || !left.isEmpty()) {
            throw new AssertionError("Lost are " + lost + ", left over " + left + ", of tables " + ids);
        }
    }

    private static String path(String tableId, FileLocation location) {
        return Table.directory(tableId) + location.path();
    }

    private static String tableOf(String path) {
        return path.substring(TABLES.length(), path.indexOf('/', TABLES.length()));
    }
}
