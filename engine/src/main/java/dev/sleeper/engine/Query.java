package dev.sleeper.engine;

import java.time.Duration;
import java.util.List;

/// A question to one table: rows in some regions, in key order.
///
/// @param table        the table's name
/// @param regions      rows in any of these are wanted, each once; empty for all rows
/// @param columns      the fields of the answer in their order there; empty for all, in the schema's order
/// @param limit        the most rows wanted; [#NO_LIMIT] for all
/// @param minVersion   the table version to read at least; 0 for any
/// @param maxStaleness how old the state of the table may be that is read: zero sees every commit that was
///     acknowledged before the query began
public record Query(
        String table, List<Region> regions, List<String> columns, long limit, long minVersion, Duration maxStaleness) {
    /// All rows.
    public static final long NO_LIMIT = Long.MAX_VALUE;

    public Query {
        regions = List.copyOf(regions);
        columns = List.copyOf(columns);
    }

    /// All rows and fields of a table.
    public static Query all(String table) {
        return new Query(table, List.of(), List.of(), NO_LIMIT, 0, Duration.ZERO);
    }

    /// All fields of the rows in some regions.
    public static Query of(String table, List<Region> regions) {
        return new Query(table, regions, List.of(), NO_LIMIT, 0, Duration.ZERO);
    }

    public Query withColumns(List<String> wanted) {
        return new Query(table, regions, wanted, limit, minVersion, maxStaleness);
    }

    public Query withLimit(long rows) {
        return new Query(table, regions, columns, rows, minVersion, maxStaleness);
    }
}
