package dev.sleeper.engine.scan;

import dev.sleeper.engine.merge.BatchLimits;
import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.engine.merge.RowMerge;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The wanted rows of some files of a table in key order. It keeps the files open until it is closed. Not thread-safe.
final class FileRows implements RowCursor {
    private final List<FileCache.Lease> leases;
    private final RowCursor rows;

    private FileRows(List<FileCache.Lease> leases, RowCursor rows) {
        this.leases = leases;
        this.rows = rows;
    }

    /// @param stretches ascending, without overlap
    /// @param fields    the fields of the rows, all keys among them
    /// @param maxBytes  about how much memory the rows take at most that are read at once
    static FileRows open(
            FileCache cache,
            List<String> paths,
            Schema schema,
            List<KeyStretch> stretches,
            List<Field> fields,
            long maxBytes) {
        List<FileCache.Lease> leases = openAll(cache, paths, schema);
        List<RowCursor> cursors = new ArrayList<>(leases.size());
        for (FileCache.Lease lease : leases) {
            cursors.add(new FileCursor(lease.file(), schema, stretches, fields, maxBytes / leases.size()));
        }
        return new FileRows(leases, RowMerge.of(cursors, schema, BatchLimits.STANDARD));
    }

    /// Opens some files; all or none.
    static List<FileCache.Lease> openAll(FileCache cache, List<String> paths, Schema schema) {
        List<FileCache.Lease> leases = new ArrayList<>(paths.size());
        try {
            for (String path : paths) {
                leases.add(cache.open(path, schema));
            }
            return leases;
        } catch (RuntimeException e) {
            leases.forEach(FileCache.Lease::close);
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
        leases.forEach(FileCache.Lease::close);
    }
}
