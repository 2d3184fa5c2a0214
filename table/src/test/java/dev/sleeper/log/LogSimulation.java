package dev.sleeper.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.log.CommitResult.AlreadyCommitted;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.CommitResult.Rejected;
import dev.sleeper.log.CommitResult.Unknown;
import dev.sleeper.log.Sight.Seen;
import dev.sleeper.log.Step.Asking;
import dev.sleeper.log.Step.Done;
import dev.sleeper.log.TinyChange.Forget;
import dev.sleeper.log.TinyChange.Write;
import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.FaultSchedule;
import dev.sleeper.objectstore.FaultyObjectStore;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Many processes write, read, checkpoint and clean one log over a store that fails in every way, one operation
/// of one of them at a time, in an order that a seed decides. Afterwards everything that anybody was told must
/// be true.
class LogSimulation {
    private static final int SEEDS = 150;
    private static final int STEPS = 2_000;
    private static final int PROCESSES = 7;
    private static final int CLEANERS = 2;
    private static final int JOBS = 40;
    private static final double FAULT_PROBABILITY = 0.08;

    private static final TinyRules RULES = new TinyRules();
    private static final CheckpointRetention RETENTION = new CheckpointRetention(Duration.ZERO, Duration.ZERO);

    @Test
    void whateverFailsEverybodyWasToldTheTruth() throws InterruptedException {
        int committed = 0;
        int unknown = 0;
        long through = -1;
        for (long seed = 1; seed <= SEEDS; seed++) {
            World world = new World(seed);
            world.run();
            world.check();
            committed += world.count(Committed.class);
            unknown += world.count(Unknown.class);
            through = Math.max(through, world.through());
        }

        assertThat(committed).as("commits acknowledged").isGreaterThan(SEEDS * 10);
        assertThat(unknown).as("commits unknown").isGreaterThan(SEEDS / 10);
        assertThat(through).as("entries cleaned away").isGreaterThan(10);
    }

    @Test
    void aSeedThatWasNeverTriedFindsNothingEither() throws InterruptedException {
        World world = new World(new Random().nextLong());
        world.run();
        world.check();
    }

    /// A commit that ended.
    private record Told(Write change, String commitId, CommitResult result) {}

    /// One process: what it knows, and the procedure that it runs.
    private static final class Participant {
        private final LogRun<TinyState, TinyEntry> run;
        private TinyState known = TinyState.EMPTY;
        private Optional<Asking<TinyState, TinyEntry, ?, ?>> step = Optional.empty();
        private Optional<Write> writing = Optional.empty();
        private String commitId = "";
        private long floor = -1;

        Participant(LogRun<TinyState, TinyEntry> run) {
            this.run = run;
        }
    }

    /// One run.
    private static final class World {
        private final long seed;
        private final Random random;
        private final ManualTimekeeper clock = new ManualTimekeeper();
        private final InMemoryObjectStore store = new InMemoryObjectStore(clock);
        private final List<FaultyObjectStore> connections = new ArrayList<>();
        private final List<Participant> processes = new ArrayList<>();
        private final List<Told> told = new ArrayList<>();
        private long acknowledged = -1;
        private int cutoff;

        World(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            files(store).putFirstBoundary();
            for (int i = 0; i < PROCESSES; i++) {
                FaultyObjectStore connection = new FaultyObjectStore(
                        store,
                        FaultSchedule.random(new Random(random.nextLong()), FAULT_PROBABILITY, faults()),
                        clock,
                        new Random(random.nextLong()));
                connections.add(connection);
                Environment environment = SameThread.environment(clock, random.nextLong());
                processes.add(new Participant(new LogRun<>(files(connection), environment)));
            }
        }

        /// A process sleeps whenever others go on, so faults that move the one clock of all are left out.
        private static EnumSet<Fault> faults() {
            EnumSet<Fault> faults = EnumSet.allOf(Fault.class);
            faults.removeAll(List.of(Fault.STALL_BEFORE, Fault.STALL_AFTER, Fault.DELAY));
            return faults;
        }

        private static LogFiles<TinyState, TinyEntry> files(ObjectStore store) {
            return new LogFiles<>(store, "log/", new TinyCodec(), name -> {});
        }

        void run() throws InterruptedException {
            for (int i = 0; i < STEPS; i++) {
                int index = random.nextInt(PROCESSES);
                Participant process = processes.get(index);
                if (process.step.isEmpty()) {
                    begin(index, process);
                } else {
                    step(process, process.step.get());
                }
            }
            connections.forEach(FaultyObjectStore::deliverLate);
        }

        private void begin(int index, Participant process) {
            if (index < CLEANERS) {
                at(process, housekeeping(process));
            } else if (random.nextInt(4) == 0) {
                process.floor = acknowledged;
                boolean restarted = random.nextInt(3) == 0;
                process.known = restarted ? TinyState.EMPTY : process.known;
                at(process, restarted ? ReadLog.load(RULES) : ReadLog.refresh(RULES, process.known));
            } else {
                int job = random.nextInt(JOBS);
                Write write = new Write(job % 10 == 0 ? "" : "job-" + job, job);
                process.writing = Optional.of(write);
                process.commitId = "c" + random.nextLong(Long.MAX_VALUE);
                at(process, Commit.of(RULES, process.known, List.of(write), new Stamp(process.commitId, 0)));
            }
        }

        private Step<TinyState, TinyEntry, ?> housekeeping(Participant process) {
            return switch (random.nextInt(6)) {
                case 0, 1 -> ReadLog.refresh(RULES, process.known);
                case 2, 3 ->
                    process.known.version() < 0
                            ? ReadLog.load(RULES)
                            : WriteCheckpoint.of(
                                    process.known,
                                    new CheckpointName(process.known.version(), "r" + random.nextLong(Long.MAX_VALUE)));
                case 4 -> Clean.of(RETENTION, clock.now());
                default -> {
                    cutoff += random.nextInt(2);
                    process.commitId = "c" + random.nextLong(Long.MAX_VALUE);
                    yield Commit.of(RULES, process.known, List.of(new Forget(cutoff)), new Stamp(process.commitId, 0));
                }
            };
        }

        private void step(Participant process, Asking<TinyState, TinyEntry, ?, ?> asking) throws InterruptedException {
            if (asking.request() instanceof Request.Rest && random.nextInt(20) == 0) {
                at(process, lateNow(asking));
            } else {
                at(process, process.run.advance(asking));
            }
        }

        @SuppressWarnings("unchecked")
        private static <T> Step<TinyState, TinyEntry, T> lateNow(Asking<TinyState, TinyEntry, ?, T> asking) {
            return ((Asking<TinyState, TinyEntry, Patience, T>) asking).on(Patience.TIME_IS_UP);
        }

        private void at(Participant process, Step<TinyState, TinyEntry, ?> step) {
            switch (step) {
                case Asking<TinyState, TinyEntry, ?, ?> asking -> process.step = Optional.of(asking);
                case Done<TinyState, TinyEntry, ?> done -> {
                    process.step = Optional.empty();
                    ended(process, done.outcome());
                }
            }
        }

        private void ended(Participant process, Object outcome) {
            if (outcome instanceof Settled<?> settled) {
                settled.newest().ifPresent(newest -> sees(process, (TinyState) newest));
                CommitResult result = settled.results().getFirst().orElseThrow();
                process.writing.ifPresent(write -> told.add(new Told(write, process.commitId, result)));
                process.writing = Optional.empty();
                if (result instanceof Committed(long version)) {
                    acknowledged = Math.max(acknowledged, version);
                }
            } else if (outcome instanceof Seen<?> seen) {
                sees(process, (TinyState) seen.state());
                assertThat(process.known.version())
                        .as("seed %s: a fresh read", seed)
                        .isGreaterThanOrEqualTo(process.floor);
            }
            process.floor = -1;
        }

        private void sees(Participant process, TinyState state) {
            assertThat(state.continues(process.known))
                    .as("seed %s: what a process sees goes on from what it saw", seed)
                    .isTrue();
            process.known = state;
        }

        void check() throws InterruptedException {
            TinyState history = history();
            processes.forEach(process -> assertThat(history.continues(process.known))
                    .as("seed %s: one history", seed)
                    .isTrue());
            for (Told one : told) {
                long here = history.entries().stream()
                        .filter(entry -> entry.commitId().equals(one.commitId))
                        .count();
                String jobId = one.change.jobId();
                boolean isTrue =
                        switch (one.result) {
                            case Committed(long version) ->
                                here == 1
                                        && history.entries()
                                                .get(Math.toIntExact(version))
                                                .commitId()
                                                .equals(one.commitId);
                            case AlreadyCommitted already -> history.count(jobId) == 1;
                            case Rejected rejected -> here == 0;
                            case Unknown unknown -> here <= 1;
                        };
                assertThat(isTrue).as("seed %s: %s", seed, one).isTrue();
                assertThat(jobId.isEmpty() || history.count(jobId) <= 1)
                        .as("seed %s: %s is written once", seed, jobId)
                        .isTrue();
            }
        }

        private TinyState history() throws InterruptedException {
            Sight<TinyState> sight =
                    new LogRun<>(files(store), SameThread.environment(clock, 0)).run(ReadLog.load(RULES));
            assertThat(sight).as("seed %s", seed).isInstanceOf(Seen.class);
            return ((Seen<TinyState>) sight).state();
        }

        int count(Class<? extends CommitResult> kind) {
            return Math.toIntExact(
                    told.stream().filter(one -> kind.isInstance(one.result)).count());
        }

        long through() {
            return files(store).readBoundary() instanceof StoredBoundary.Usable usable
                    ? usable.boundary().through()
                    : -1;
        }
    }
}
