package dev.sleeper.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.log.CommitResult.AlreadyCommitted;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.CommitResult.Rejected;
import dev.sleeper.log.CommitResult.Unknown;
import dev.sleeper.log.TinyChange.Write;
import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.FaultSchedule;
import dev.sleeper.objectstore.FaultyObjectStore;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.StoreOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Two servers commit in turn while every single operation fails once in every way, and every pair of operations
/// in some ways. Servers that do not sleep through their deadline end every commit well, and must say so.
class LostAnswersTest {
    private static final int COMMITS = 6;

    /// What a run came to.
    ///
    /// @param operations how many operations the store was asked for
    private record Run(List<CommitResult> results, TinyState history, long operations, long faults) {}

    @Test
    void everyFaultOfEveryOperationIsToldTruly() {
        long operations = run(Map.of()).operations();

        for (Fault fault : Fault.values()) {
            for (long at = 1; at <= operations; at++) {
                assertTold(Map.of(at, fault));
            }
        }
    }

    @Test
    void aSecondFaultAfterALostAnswerIsToldTruly() {
        long operations = run(Map.of()).operations();

        for (Fault first : List.of(Fault.LOST_ANSWER, Fault.LOST_REQUEST, Fault.LATE, Fault.DUPLICATE)) {
            for (Fault second : Fault.values()) {
                for (long at = 1; at <= operations; at++) {
                    for (long later = at + 1; later <= at + 4; later++) {
                        assertTold(Map.of(at, first, later, second));
                    }
                }
            }
        }
    }

    @Test
    void theFaultsDidHappen() {
        assertThat(run(Map.of(3L, Fault.LOST_ANSWER)).faults()).isEqualTo(1);
    }

    private static void assertTold(Map<Long, Fault> faults) {
        Run run = run(faults);

        boolean sleeps = faults.containsValue(Fault.STALL_BEFORE) || faults.containsValue(Fault.STALL_AFTER);
        for (int i = 0; i < COMMITS; i++) {
            String jobId = "job-" + i;
            CommitResult result = run.results.get(i);
            long count = run.history.count(jobId);
            if (!sleeps) {
                assertThat(result).as("%s under %s", jobId, faults).isEqualTo(new Committed(i));
            }
            switch (result) {
                case Committed(long version) ->
                    assertThat(run.history
                                    .entries()
                                    .get(Math.toIntExact(version))
                                    .changes())
                            .as("%s under %s", jobId, faults)
                            .containsExactly(new Write(jobId, 1));
                case AlreadyCommitted already ->
                    assertThat(count).as("%s under %s", jobId, faults).isEqualTo(1);
                case Rejected rejected ->
                    assertThat(count).as("%s under %s", jobId, faults).isZero();
                case Unknown unknown ->
                    assertThat(count).as("%s under %s", jobId, faults).isLessThanOrEqualTo(1);
            }
        }
    }

    private static Run run(Map<Long, Fault> faults) {
        ManualTimekeeper clock = new ManualTimekeeper();
        InMemoryObjectStore store = new InMemoryObjectStore(clock);
        log(new FaultyObjectStore(store, FaultSchedule.none(), clock, new Random(1)), clock, 1)
                .found();
        FaultyObjectStore faulty =
                new FaultyObjectStore(store, FaultSchedule.at(new HashMap<>(faults)), clock, new Random(2));
        List<Log<TinyState, TinyChange, TinyEntry>> servers = List.of(log(faulty, clock, 2), log(faulty, clock, 3));
        List<CommitResult> results = new ArrayList<>();
        for (int i = 0; i < COMMITS; i++) {
            results.add(servers.get(i % 2).commit(new Write("job-" + i, 1), Urgency.USER));
        }
        faulty.deliverLate();
        TinyState history = log(store, clock, 4).read(Freshness.FRESH);
        return new Run(results, history, operations(faulty), faultCount(faulty));
    }

    private static long operations(FaultyObjectStore store) {
        long count = 0;
        for (StoreOperation operation : StoreOperation.values()) {
            count += store.calls(operation);
        }
        return count;
    }

    private static long faultCount(FaultyObjectStore store) {
        long count = 0;
        for (Fault fault : Fault.values()) {
            for (StoreOperation operation : StoreOperation.values()) {
                count += fault == Fault.NONE ? 0 : store.faults(fault, operation);
            }
        }
        return count;
    }

    private static Log<TinyState, TinyChange, TinyEntry> log(ObjectStore store, ManualTimekeeper clock, long seed) {
        return new Log<>(
                new LogFiles<>(store, "log/", new TinyCodec(), name -> {}),
                new TinyRules(),
                SameThread.environment(clock, seed),
                100);
    }
}
