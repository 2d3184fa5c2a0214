package dev.sleeper.engine;

import dev.sleeper.engine.OpenWrites.Job;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.write.RowBuffer;
import dev.sleeper.engine.write.WriteSources;
import dev.sleeper.environment.Environment;
import dev.sleeper.environment.Timekeeper;
import dev.sleeper.log.CommitResult;
import dev.sleeper.log.Freshness;
import dev.sleeper.log.LogGoneException;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.Change.AddFiles;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileId;
import dev.sleeper.table.Retention;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.FoundTable;
import dev.sleeper.table.catalog.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/// A write to a table that is open in this process. It notes when it began, by the table's time, before the first row;
/// stores its files once all rows are there; and commits them by one change.
final class TableWriteSession implements WriteSession {
    private static final Duration LONGEST = Retention.RETENTION.dividedBy(2);

    private final Table table;
    private final String tableName;
    private final String jobId;
    private final Schema schema;
    private final RowCheck check;
    private final RowBuffer rows;
    private final Environment environment;
    private final OpenWrites openWrites;
    private final LongConsumer onCommit;
    private final Instant begun;
    private final long begunNanos;
    private final long begunMillis;
    private final boolean alreadyWritten;
    private final long knownVersion;
    private boolean ended;
    private boolean closed;

    /// What a session takes from the instance.
    ///
    /// @param sources     for the rows
    /// @param environment clock and ids
    /// @param openWrites  is told that the write began and ended
    /// @param onCommit    is given the version after the commit
    record Context(WriteSources sources, Environment environment, OpenWrites openWrites, LongConsumer onCommit) {}

    /// When a write was asked for.
    ///
    /// @param time  by the wall clock
    /// @param nanos by the clock that only moves forward
    record Start(Instant time, long nanos) {
        static Start now(Timekeeper clock) {
            return new Start(clock.now(), clock.nanoTime());
        }
    }

    private TableWriteSession(FoundTable found, String jobId, Start start, Context context) {
        TableState state = found.state();
        this.table = found.table();
        this.tableName = state.name();
        this.jobId = jobId;
        this.schema = state.schema();
        this.check = new RowCheck(schema);
        this.rows = new RowBuffer(schema, context.sources());
        this.environment = context.environment();
        this.openWrites = context.openWrites();
        this.onCommit = context.onCommit();
        this.begun = start.time();
        this.begunNanos = start.nanos();
        this.begunMillis = state.nextFileTimeMillis(begun.toEpochMilli());
        this.alreadyWritten = state.job(jobId).isPresent();
        this.knownVersion = state.version();
    }

    /// Begins a write to a table.
    ///
    /// @param start taken before anything was asked of the store: a request that was held up since may be one that
    ///     was repeated, and whose job is forgotten
    static TableWriteSession begin(FoundTable found, String jobId, Start start, Context context) {
        found.table().requireFitClock(found.state());
        TableWriteSession session = new TableWriteSession(found, jobId, start, context);
        context.openWrites().begin(session.job());
        return session;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public String jobId() {
        return jobId;
    }

    @Override
    public void write(RowBatch batch) {
        requireOpen();
        requireInTime();
        RowBatch fitting = check.fitting(batch, rows.rowCount());
        if (alreadyWritten) {
            rows.count(fitting);
        } else {
            rows.add(fitting);
        }
    }

    @Override
    public WriteResult commit() {
        requireOpen();
        ended = true;
        if (alreadyWritten) {
            return new WriteResult(jobId, knownVersion, rows.rowCount(), 0, true);
        }
        if (rows.rowCount() == 0) {
            return new WriteResult(jobId, knownVersion, 0, 0, false);
        }
        TableState state = freshState();
        OptionalLong job = state.job(jobId);
        if (job.isPresent()) {
            return new WriteResult(jobId, state.version(), rows.rowCount(), 0, true);
        }
        long idMillis = state.nextFileTimeMillis(environment.clock().now().toEpochMilli());
        List<DataFile> files =
                rows.store(state.partitions(), table::path, () -> FileId.of(idMillis, environment.randomId()));
        requireInTime();
        return resultOf(committed(new AddFiles(jobId, begunMillis, files)), files.size());
    }

    /// From here on the rows may be in the table, whatever is thrown.
    private CommitResult committed(AddFiles change) {
        try {
            return table.commit(change);
        } catch (RuntimeException | Error e) {
            openWrites.endUnknown(job());
            throw new UnknownWriteException(
                    jobId,
                    "It is not known whether job " + jobId + " was written to table " + tableName
                            + ": the commit ended in an error (" + e + ")",
                    e);
        }
    }

    private TableState freshState() {
        try {
            return table.read(Freshness.FRESH);
        } catch (LogGoneException e) {
            RequestException dropped = dropped();
            dropped.initCause(e);
            throw dropped;
        }
    }

    private WriteResult resultOf(CommitResult outcome, int fileCount) {
        return switch (outcome) {
            case CommitResult.Committed(long version) -> {
                onCommit.accept(version);
                yield new WriteResult(jobId, version, rows.rowCount(), fileCount, false);
            }
            case CommitResult.AlreadyCommitted(long version) ->
                new WriteResult(jobId, version, rows.rowCount(), 0, true);
            case CommitResult.Unknown(String reason) -> {
                openWrites.endUnknown(job());
                throw new UnknownWriteException(
                        jobId,
                        "It is not known whether job " + jobId + " was written to table " + tableName + ": " + reason,
                        null);
            }
            case CommitResult.Rejected rejected -> throw failure(rejected);
        };
    }

    private RuntimeException failure(CommitResult.Rejected rejected) {
        String message = "Job " + jobId + " was not written to table " + tableName + ": " + rejected.reason();
        return switch (rejected.cause()) {
            case GONE -> dropped();
            case BUSY, CLOCK -> new StoreUnavailableException(message, null);
            case BLOCKED, DAMAGED -> new CorruptTableException(message);
            case TOO_LARGE ->
                new RequestException(
                        Code.BATCH_TOO_LARGE,
                        message,
                        "Write fewer rows in one job, or shorter values of row keys and sort keys.");
            case REFUSED ->
                new RequestException(Code.WRITE_TOO_LONG, message, "Write the rows again, under a new job id.");
        };
    }

    private RequestException dropped() {
        return new RequestException(
                Code.TABLE_NOT_FOUND,
                "Table " + tableName + " was dropped during job " + jobId + "; nothing was written",
                "Write the rows to another table.");
    }

    private void requireOpen() {
        if (ended || closed) {
            throw new IllegalStateException("Job " + jobId + " of table " + tableName + " has ended");
        }
    }

    /// A job so old that clean-up may soon take its files for orphans stops while nothing is lost.
    private void requireInTime() {
        Duration passed = Duration.ofNanos(environment.clock().nanoTime() - begunNanos);
        Duration onTheWall = Duration.between(begun, environment.clock().now());
        if (passed.compareTo(LONGEST) > 0 || onTheWall.compareTo(LONGEST) > 0) {
            throw new RequestException(
                    Code.WRITE_TOO_LONG,
                    "Job " + jobId + " of table " + tableName + " began at " + begun + ", more than "
                            + LONGEST.toHours() + " hours ago; nothing was written",
                    "Write the rows again, in jobs that take less time.");
        }
    }

    private Job job() {
        return new Job(table.id(), jobId);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            rows.close();
            openWrites.end(job());
        }
    }
}
