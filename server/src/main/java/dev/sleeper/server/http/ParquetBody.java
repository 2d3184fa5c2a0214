package dev.sleeper.server.http;

import dev.sleeper.engine.foreign.ParquetRows;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import dev.sleeper.server.rows.RowSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The rows of a Parquet file that is the body of a request. Its index is at its end, so it is put on local disk first,
/// and removed when it has been read.
final class ParquetBody implements RowSource {
    private static final int COPY_BYTES = 256 << 10;

    private final Path file;
    private final ParquetRows rows;

    private ParquetBody(Path file, ParquetRows rows) {
        this.file = file;
        this.rows = rows;
    }

    /// Takes the body in and reads the file's index.
    static ParquetBody open(InputStream body, Schema schema) {
        Path file = createFile();
        try {
            copy(body, file);
            return new ParquetBody(file, ParquetRows.open(file, schema));
        } catch (RuntimeException e) {
            delete(file);
            throw e;
        }
    }

    @Override
    public @Nullable RowBatch next() {
        return rows.next();
    }

    @Override
    public void close() {
        try {
            rows.close();
        } finally {
            delete(file);
        }
    }

    private static Path createFile() {
        try {
            return Files.createTempFile("sleeper-", ".parquet");
        } catch (IOException e) {
            throw full(e);
        }
    }

    private static void copy(InputStream body, Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[COPY_BYTES];
            int count = read(body, buffer);
            while (count > 0) {
                out.write(buffer, 0, count);
                count = read(body, buffer);
            }
        } catch (IOException e) {
            throw full(e);
        }
    }

    /// Fills the buffer as far as the body reaches; 0 at its end.
    private static int read(InputStream body, byte[] buffer) {
        try {
            return body.readNBytes(buffer, 0, buffer.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StoreUnavailableException full(IOException e) {
        return new StoreUnavailableException("The Parquet file cannot be put on the server's disk: " + e, e);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + file, e);
        }
    }
}
