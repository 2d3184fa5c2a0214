package dev.sleeper.engine;

import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.scan.KeyStretch;
import dev.sleeper.engine.scan.TableScan;
import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.MissingObjectException;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.CorruptFileException;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.TableState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A query on one snapshot. When a data file turns out to be gone before the first row was given out, the query begins
/// again on the newest snapshot, where another file has its rows; after that, it fails.
final class TableQuery implements QueryResult {
    private static final int MAX_PLANS = 4;

    /// A query that wants so few rows does not read ahead.
    private static final long FEW_ROWS = 10_000;

    private final Query query;
    private final TableScan.Sources sources;
    private final Function<Query, TableState> snapshots;
    private final Runnable onClose;
    private TableState state;
    private List<Field> fields;
    private TableScan rows;
    private int plans = 1;
    private long rowsLeft;
    private boolean begun;
    private boolean closed;

    private TableQuery(
            Query query,
            TableScan.Sources sources,
            Function<Query, TableState> snapshots,
            TableState state,
            Runnable onClose) {
        this.query = query;
        this.sources = sources;
        this.snapshots = snapshots;
        this.onClose = onClose;
        this.rowsLeft = query.limit();
        this.state = state;
        this.fields = selected(state.schema(), query.columns());
        this.rows = plan();
    }

    /// Plans a query.
    ///
    /// @param snapshots reads the state that a query is to see
    /// @param onClose   is run once, when the query is closed
    static TableQuery open(
            Query query, TableScan.Sources sources, Function<Query, TableState> snapshots, Runnable onClose) {
        if (query.limit() < 0) {
            throw new RequestException(
                    Code.INVALID_QUERY,
                    "The limit of a query is the most rows wanted, but it is " + query.limit(),
                    "Give a limit of 0 or more, or none.");
        }
        return new TableQuery(query, sources, snapshots, snapshots.apply(query), onClose);
    }

    /// How new the state must be that a query reads.
    static Freshness freshness(Query query) {
        if (query.minVersion() < 0 || query.maxStaleness().isNegative()) {
            throw new RequestException(
                    Code.INVALID_QUERY,
                    "A query asks for version " + query.minVersion() + " at least, and for a state "
                            + query.maxStaleness() + " old at most",
                    "Give neither a negative version nor a negative time.");
        }
        return new Freshness(query.minVersion(), query.maxStaleness());
    }

    private TableScan plan() {
        List<KeyStretch> stretches = RegionPlan.of(state.schema(), query.regions());
        return TableScan.of(sources, state, stretches, withKeys(state.schema(), fields), query.limit() > FEW_ROWS);
    }

    private static List<Field> selected(Schema schema, List<String> columns) {
        if (columns.isEmpty()) {
            return schema.fields();
        }
        Set<String> seen = new LinkedHashSet<>();
        List<Field> fields = new ArrayList<>();
        for (String column : columns) {
            Field field = schema.fields().stream()
                    .filter(each -> each.name().equals(column))
                    .findFirst()
                    .orElseThrow(() -> new RequestException(
                            Code.INVALID_QUERY,
                            "The table has no field " + column,
                            "Its fields are "
                                    + String.join(
                                            ", ",
                                            schema.fields().stream()
                                                    .map(Field::name)
                                                    .toList()) + "."));
            if (!seen.add(column)) {
                throw new RequestException(
                        Code.INVALID_QUERY, "The column " + column + " is asked for twice", "Name each column once.");
            }
            fields.add(field);
        }
        return fields;
    }

    /// The wanted fields, and the keys among or after them, which rows are found and ordered by.
    private static List<Field> withKeys(Schema schema, List<Field> fields) {
        Set<Field> all = new LinkedHashSet<>(fields);
        all.addAll(schema.keyFields());
        return List.copyOf(all);
    }

    @Override
    public List<Field> fields() {
        return fields;
    }

    @Override
    public long version() {
        return state.version();
    }

    @Override
    public @Nullable RowBatch next() {
        if (closed || rowsLeft == 0) {
            return null;
        }
        RowBatch batch = nextOrPlanAgain();
        if (batch == null) {
            return null;
        }
        begun = true;
        RowBatch wanted = batch.rowCount() <= rowsLeft ? batch : batch.slice(0, (int) rowsLeft);
        rowsLeft -= wanted.rowCount();
        return wanted.fields().equals(fields) ? wanted : wanted.select(fields);
    }

    private @Nullable RowBatch nextOrPlanAgain() {
        while (true) {
            try {
                return rows.next();
            } catch (MissingObjectException gone) {
                if (begun || plans == MAX_PLANS) {
                    throw lost(gone);
                }
            }
            plans++;
            rows.close();
            state = newest();
            fields = selected(state.schema(), query.columns());
            rows = plan();
        }
    }

    /// The table as it is now, however old a state would do: an older one may have the same files.
    private TableState newest() {
        return snapshots.apply(new Query(
                query.table(), query.regions(), query.columns(), query.limit(), query.minVersion(), Duration.ZERO));
    }

    /// A file that was replaced may be gone; one that the table still has may not.
    private RuntimeException lost(MissingObjectException gone) {
        TableState now = newest();
        Function<DataFile, String> pathOf = sources.pathOf().apply(now);
        for (DataFile file : now.files()) {
            if (pathOf.apply(file).equals(gone.path())) {
                return CorruptFileException.missing(gone.path(), gone);
            }
        }
        return new StoreUnavailableException(
                "Data file " + gone.path() + " was deleted while table " + state.name() + " was read at version "
                        + state.version() + "; ask again",
                gone);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            rows.close();
            onClose.run();
        }
    }
}
