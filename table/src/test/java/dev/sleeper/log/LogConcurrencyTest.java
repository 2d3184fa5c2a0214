package dev.sleeper.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.log.CommitResult.AlreadyCommitted;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.TinyChange.Write;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Threads of several servers at once on one log.
class LogConcurrencyTest {
    private static final int SERVERS = 3;
    private static final int WRITERS = 48;
    private static final int WRITES = 15;

    @Test
    void everyWriterReadsItsWritesAndEveryJobIsThereOnce() throws Exception {
        try (SystemEnvironment threads = SystemEnvironment.open()) {
            Environment environment = threads.environment();
            ObjectStore store = new InMemoryObjectStore(environment.clock());
            List<Log<TinyState, TinyChange, TinyEntry>> servers = new ArrayList<>();
            for (int i = 0; i < SERVERS; i++) {
                servers.add(open(store, environment));
            }
            servers.getFirst().found();
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                // Two writers each repeat one another's jobs, mostly on different servers.
                int writer = i / 2;
                Log<TinyState, TinyChange, TinyEntry> server = servers.get(i % SERVERS);
                writers.add(() -> write(server, writer));
            }

            int committed = 0;
            for (Future<Integer> result : environment.blocking().invokeAll(writers)) {
                committed += result.get();
            }

            TinyState history = open(store, environment).read(Freshness.FRESH);
            assertThat(committed).isEqualTo(WRITERS / 2 * WRITES);
            assertThat(history.jobs()).hasSize(WRITERS / 2 * WRITES);
            for (Write job : history.jobs()) {
                assertThat(history.count(job.jobId())).as(job.jobId()).isEqualTo(1);
            }
        }
    }

    /// How many of the jobs this writer committed itself.
    private static int write(Log<TinyState, TinyChange, TinyEntry> server, int writer) {
        int committed = 0;
        for (int i = 0; i < WRITES; i++) {
            String jobId = "job-" + writer + "-" + i;
            CommitResult result = server.commit(new Write(jobId, 1), Urgency.USER);
            assertThat(result).isInstanceOfAny(Committed.class, AlreadyCommitted.class);
            committed += result instanceof Committed ? 1 : 0;
            assertThat(server.read(Freshness.FRESH).remembers(jobId)).isTrue();
        }
        return committed;
    }

    private static Log<TinyState, TinyChange, TinyEntry> open(ObjectStore store, Environment environment) {
        return new Log<>(new LogFiles<>(store, "log/", new TinyCodec(), name -> {}), new TinyRules(), environment, 100);
    }
}
