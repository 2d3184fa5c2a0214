package dev.sleeper.server.http;

import dev.sleeper.engine.foreign.ParquetRows;
import dev.sleeper.row.RowBatch;
import dev.sleeper.server.rows.RowSource;
import org.jspecify.annotations.Nullable;

/// The rows of a Parquet file that is the body of a request.
record ParquetBody(ParquetRows rows) implements RowSource {

    @Override
    public @Nullable RowBatch next() {
        return rows.next();
    }

    @Override
    public void close() {
        rows.close();
    }
}
