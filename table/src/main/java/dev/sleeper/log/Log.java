package dev.sleeper.log;

import dev.sleeper.environment.Environment;
import dev.sleeper.log.Clean.Cleaned;
import dev.sleeper.log.CommitResult.Rejected;
import dev.sleeper.log.MoveBoundary.Moved;
import dev.sleeper.log.Sight.Obstacle;
import dev.sleeper.log.Sight.Seen;
import dev.sleeper.log.Sight.Unseen;
import dev.sleeper.objectstore.StoreUnavailableException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A process's handle on one log: keeps the newest state that it has seen, joins the changes that wait into one
/// entry and the readers that wait into one look, and writes checkpoints when they are due. It does nothing
/// while nobody asks.
///
/// Thread-safe; every process may have one for the same log, and so may every server.
public final class Log<S, C, E> {
    private static final Logger LOG = LoggerFactory.getLogger(Log.class);

    private final LogFiles<S, E> files;
    private final Rules<S, C, E> rules;
    private final Environment environment;
    private final SharedCheck<S> fresh = new SharedCheck<>(this::look);
    private final GroupCommit<C> group;
    private final CheckpointPace pace;
    private final AtomicReference<@Nullable Known<S>> known = new AtomicReference<>();

    /// Another program's entry after the newest state, as of the last look.
    private volatile Optional<Obstacle> foreign = Optional.empty();

    /// Read and written by the one task that commits.
    private volatile boolean lastCommitFailed;

    /// The newest state that was seen.
    ///
    /// @param checkedNanos      a time at which it was the newest there was, or a time before
    /// @param checkpointVersion the newest checkpoint's, as far as is known
    private record Known<S>(S state, long version, long checkedNanos, long checkpointVersion) {}

    /// @param checkpointEntries how many entries follow a checkpoint before the next is written
    public Log(LogFiles<S, E> files, Rules<S, C, E> rules, Environment environment, int checkpointEntries) {
        this.files = files;
        this.rules = rules;
        this.environment = environment;
        this.pace = new CheckpointPace(checkpointEntries);
        this.group = new GroupCommit<>(environment, this::commitTogether);
    }

    /// Founds the log, in a directory whose name is random and new.
    ///
    /// @throws StoreUnavailableException when the store did not answer
    public void found() {
        Optional<String> problem = run(FoundLog.begin());
        if (problem.isPresent()) {
            throw new StoreUnavailableException(describe(problem.get()), null);
        }
    }

    /// The newest state, or one as new as is asked for.
    ///
    /// @throws IllegalArgumentException  when the version asked for does not exist
    /// @throws LogGoneException          when the log was dropped, or never was
    /// @throws CorruptLogException       when an object of the log is damaged or missing
    /// @throws StoreUnavailableException when the store did not answer
    public S read(Freshness freshness) {
        Known<S> seen = known.get();
        if (seen != null && seen.version >= freshness.minVersion()) {
            Duration age = Duration.ofNanos(environment.clock().nanoTime() - seen.checkedNanos);
            if (age.compareTo(freshness.maxStaleness()) < 0) {
                return seen.state;
            }
        }
        S state = interruptibly(fresh::result);
        // A log without entries is as new as can be, though it has no version yet.
        if (freshness.minVersion() > 0 && rules.version(state) < freshness.minVersion()) {
            throw new IllegalArgumentException(
                    "Version " + freshness.minVersion() + " was asked for, but the newest is " + rules.version(state));
        }
        return state;
    }

    /// Asked before long work: whether its commit would be refused for another program's entry, as of the last read.
    ///
    /// @throws CorruptLogException naming the program
    public void requireNoneOfOthers() {
        foreign.ifPresent(obstacle -> {
            throw failure(obstacle.cause(), obstacle.reason());
        });
    }

    /// Commits a change, together with others that wait. Returns within twice the deadline of a procedure.
    public CommitResult commit(C change, Urgency urgency) {
        return group.commit(change, urgency);
    }

    /// Writes a checkpoint if one is due, and deletes old entries and checkpoints.
    public Cleaned maintain(CheckpointRetention retention) {
        read(Freshness.FRESH);
        if (pace.begin(tailEntries(), environment.clock().nanoTime())) {
            writeCheckpoint();
        }
        return run(Clean.of(retention, environment.clock().now()));
    }

    /// Closes the log for ever: whoever writes to it or reads it afterwards learns that it is gone. Its objects
    /// may be deleted then, the boundary last.
    public Moved close() {
        return run(MoveBoundary.by(new Boundary.Close()));
    }

    private List<Optional<CommitResult>> commitTogether(List<C> changes) throws InterruptedException {
        S base;
        try {
            base = base();
        } catch (LogGoneException e) {
            return allRejected(changes, Cause.GONE, e);
        } catch (CorruptLogException e) {
            return allRejected(changes, Cause.DAMAGED, e);
        } catch (StoreUnavailableException e) {
            return allRejected(changes, Cause.BUSY, e);
        }
        return commitOn(base, changes);
    }

    private List<Optional<CommitResult>> commitOn(S base, List<C> changes) throws InterruptedException {
        long begunNanos = environment.clock().nanoTime();
        Stamp stamp =
                new Stamp(environment.randomId(), environment.clock().now().toEpochMilli());
        Settled<S> settled = new LogRun<>(files, environment).run(Commit.of(rules, base, changes, stamp));
        // A state that is no newer than the base was not looked for in the store: nothing was learned of its age.
        settled.newest()
                .filter(state -> rules.version(state) > rules.version(base))
                .ifPresent(state -> advance(state, begunNanos, -1));
        lastCommitFailed = settled.newest().isEmpty();
        return settled.results();
    }

    /// The state to draft on: the newest known, but for a fresh look when the last commit could not see the log.
    private S base() throws InterruptedException {
        Known<S> seen = known.get();
        return seen == null || lastCommitFailed ? fresh.result() : seen.state;
    }

    private List<Optional<CommitResult>> allRejected(List<C> changes, Cause cause, RuntimeException reason) {
        Rejected rejected = new Rejected(cause, String.valueOf(reason.getMessage()));
        return Collections.nCopies(changes.size(), Optional.of(rejected));
    }

    /// One look at the end of the log.
    private S look() throws InterruptedException {
        long begunNanos = environment.clock().nanoTime();
        Known<S> seen = known.get();
        Step<S, E, Sight<S>> reading = seen == null ? ReadLog.load(rules) : ReadLog.refresh(rules, seen.state);
        return switch (new LogRun<>(files, environment).run(reading)) {
            case Unseen<S>(Cause cause, String reason) -> throw failure(cause, reason);
            case Seen<S> sight -> {
                sight.obstacle()
                        .filter(obstacle -> obstacle.cause() == Cause.DAMAGED)
                        .ifPresent(obstacle -> {
                            throw failure(obstacle.cause(), obstacle.reason());
                        });
                foreign = sight.obstacle();
                long checkpoint = sight.boundary()
                        .checkpoint()
                        .map(CheckpointName::version)
                        .orElse(-1L);
                advance(sight.state(), begunNanos, checkpoint);
                yield sight.state();
            }
        };
    }

    /// Keeps a state if it is newer than the one that is known.
    private void advance(S state, long checkedNanos, long checkpointVersion) {
        long version = rules.version(state);
        known.accumulateAndGet(new Known<>(state, version, checkedNanos, checkpointVersion), Log::newer);
        checkpointIfDue();
    }

    private static <S> @Nullable Known<S> newer(@Nullable Known<S> old, Known<S> seen) {
        if (old == null) {
            return seen;
        }
        long checkpointVersion = Math.max(old.checkpointVersion, seen.checkpointVersion);
        Known<S> newest = old.version > seen.version ? old : seen;
        long checkedNanos = old.version == seen.version && old.checkedNanos - seen.checkedNanos > 0
                ? old.checkedNanos
                : newest.checkedNanos;
        return new Known<>(newest.state, newest.version, checkedNanos, checkpointVersion);
    }

    private long tailEntries() {
        Known<S> seen = known.get();
        return seen == null ? 0 : seen.version - seen.checkpointVersion;
    }

    /// Has a checkpoint written off the path of whoever noticed that one is due.
    private void checkpointIfDue() {
        if (!pace.begin(tailEntries(), environment.clock().nanoTime())) {
            return;
        }
        try {
            environment.background().execute(this::writeCheckpoint);
        } catch (RejectedExecutionException e) {
            // The process is stopping: another will write the checkpoint when it needs one.
            pace.end(environment.clock().nanoTime());
        }
    }

    /// Writes the newest state down. One that fails is due again soon.
    private void writeCheckpoint() {
        try {
            Known<S> seen = known.get();
            if (seen == null || seen.version < 0) {
                return;
            }
            CheckpointName name = new CheckpointName(seen.version, environment.randomId());
            Moved moved = run(WriteCheckpoint.of(seen.state, name));
            switch (moved) {
                case Moved.To(Boundary boundary) ->
                    boundary.checkpoint().ifPresent(named -> {
                        known.accumulateAndGet(
                                new Known<>(seen.state, seen.version, seen.checkedNanos, named.version()), Log::newer);
                        publish(named);
                    });
                case Moved.Unseen(Cause cause, String reason) ->
                    LOG.warn("Checkpoint {} is put off: {}", name.fileName(), describe(reason));
            }
        } finally {
            pace.end(environment.clock().nanoTime());
        }
    }

    /// Copies a checkpoint for readers of other makes. Clean-up does so again before these need it.
    private void publish(CheckpointName named) {
        try {
            files.publish(named);
        } catch (StoreUnavailableException e) {
            LOG.warn("Checkpoint {} is not copied yet", describe(named.fileName()), e);
        }
    }

    private <T> T run(Step<S, E, T> step) {
        return interruptibly(() -> new LogRun<>(files, environment).run(step));
    }

    private <T> T interruptibly(SharedCheck.Look<T> work) {
        try {
            return work.look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(describe("interrupted while waiting for the store"), e);
        }
    }

    private RuntimeException failure(Cause cause, String reason) {
        return switch (cause) {
            case GONE -> new LogGoneException(describe(reason));
            case DAMAGED, BLOCKED -> new CorruptLogException(describe(reason));
            case BUSY, REFUSED, TOO_LARGE, CLOCK -> new StoreUnavailableException(describe(reason), null);
        };
    }

    private String describe(String reason) {
        return "Log " + files.directory() + ": " + reason;
    }
}
