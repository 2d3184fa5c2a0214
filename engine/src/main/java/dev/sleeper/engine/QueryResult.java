package dev.sleeper.engine;

import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to a query as it is computed: batches of rows in key order, all from one snapshot of the table. Made by
/// [Instance#query]; its user closes it.
///
/// Not thread-safe.
public interface QueryResult extends AutoCloseable {

    /// The fields of every batch, in order.
    List<Field> fields();

    /// The version of the table that is read.
    long version();

    /// The next rows, at least one; null after the last.
    ///
    /// @throws dev.sleeper.objectstore.StoreUnavailableException when a data file cannot be read, also because
    ///     it was deleted after rows were given out: the caller must then treat the answer as incomplete
    /// @throws RuntimeException naming file, column and page when a data file is damaged
    @Nullable
    RowBatch next();

    /// Stops work that goes on and gives the resources back.
    @Override
    void close();
}
