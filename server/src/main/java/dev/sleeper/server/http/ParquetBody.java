package dev.sleeper.server.http;

import dev.sleeper.engine.foreign.ParquetRows;
import dev.sleeper.engine.write.SpillFile;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import dev.sleeper.server.rows.BodyMemory;
import dev.sleeper.server.rows.RowSource;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The rows of a Parquet file that is the body of a request. Its index is at its end, so all of it is put on local disk
/// first.
record ParquetBody(ParquetRows rows) implements RowSource {
    /// Takes the body in and reads the file's index.
    ///
    /// @param disk   an empty file, which is closed with this, or when this fails
    /// @param memory for decoding
    static ParquetBody open(InputStream body, Schema schema, SpillFile disk, BodyMemory.Share memory) {
        try {
            disk.writeAll(body);
            return new ParquetBody(ParquetRows.open(disk, schema, memory.mostBytes(), memory::take));
        } catch (RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    @Override
    public @Nullable RowBatch next() {
        return rows.next();
    }

    @Override
    public void close() {
        rows.close();
    }
}
