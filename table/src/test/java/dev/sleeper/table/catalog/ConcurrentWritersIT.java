package dev.sleeper.table.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.local.LocalObjectStore;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.NewTable;
import dev.sleeper.table.PartitionTree;
import dev.sleeper.table.TableState;
import dev.sleeper.table.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many writers at once on a table in a local directory.
class ConcurrentWritersIT {
    private static final int WRITERS = 64;
    private static final int WRITES = 25;

    @Test
    void everyAcknowledgedChangeOf64WritersIsThereOnce(@TempDir Path directory) throws Exception {
        try (SystemEnvironment threads = SystemEnvironment.open()) {
            Environment environment = threads.environment();
            ObjectStore store = LocalObjectStore.open(directory, environment);
            Table table = open(store, environment);
            table.create(new NewTable(Tables.metadata(), PartitionTree.create(List.of(), () -> "p")));
            List<Callable<Set<Long>>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(() -> write(table, writer));
            }

            Set<Long> versions = new HashSet<>();
            for (Future<Set<Long>> result : environment.blocking().invokeAll(writers)) {
                versions.addAll(result.get());
            }

            TableState state = open(store, environment).read(Freshness.FRESH);
            assertThat(state.fileCount()).isEqualTo(WRITERS * WRITES);
            assertThat(state.jobs()).hasSize(WRITERS * WRITES);
            assertThat(state.version()).isEqualTo(versions.size());
        }
    }

    /// The versions that its changes came to be in.
    private static Set<Long> write(Table table, int writer) {
        Set<Long> versions = new HashSet<>();
        for (int i = 0; i < WRITES; i++) {
            DataFile file = Tables.file(1L + writer * (long) WRITES + i);
            if (table.commit(Tables.add("job-" + writer + "-" + i, file)) instanceof Committed(long version)) {
                versions.add(version);
            }
        }
        return versions;
    }

    private static Table open(ObjectStore store, Environment environment) {
        return Table.open(store, environment, new ClockCheck(store, environment.clock()), 100, "table-id");
    }
}
