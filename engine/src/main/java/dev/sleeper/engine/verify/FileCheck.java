package dev.sleeper.engine.verify;

import dev.sleeper.engine.scan.FileCursor;
import dev.sleeper.engine.scan.KeyStretch;
import dev.sleeper.engine.scan.SortedFile;
import dev.sleeper.engine.sort.KeyColumns;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.row.Column;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.CorruptFileException;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads one data file whole, and compares it with what the table says of it. Not thread-safe.
final class FileCheck {
    private static final int READ_BYTES = 1 << 20;

    private final DataFile file;
    private final Schema schema;
    private final Partition partition;
    private final ObjectReader in;
    private final List<String> problems = new ArrayList<>();

    /// @param partition that the file belongs to
    /// @param in        the file
    FileCheck(DataFile file, Schema schema, Partition partition, ObjectReader in) {
        this.file = file;
        this.schema = schema;
        this.partition = partition;
        this.in = in;
    }

    /// What is wrong with the file.
    ///
    /// @param read told how many rows were read since it was told last
    List<String> problems(DecoderPool decoders, IntConsumer read) {
        checkBytes();
        checkBounds();
        try {
            checkRows(decoders, read);
        } catch (CorruptFileException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return problems;
    }

    private void checkBytes() {
        if (in.sizeBytes() != file.sizeBytes()) {
            problems.add("it has " + in.sizeBytes() + " bytes, not " + file.sizeBytes());
            return;
        }
        CRC32C checksum = new CRC32C();
        for (long at = 0; at < file.sizeBytes(); at += READ_BYTES) {
            checksum.update(in.read(at, (int) Math.min(READ_BYTES, file.sizeBytes() - at)));
        }
        if (checksum.getValue() != file.checksum()) {
            problems.add("its bytes are not those that were written: the checksum does not match");
        }
    }

    private void checkBounds() {
        if (!partition.range().contains(file.minKey()) || !partition.range().contains(file.maxKey())) {
            problems.add("the table says that it has keys outside of its partition " + partition.id());
        }
    }

    private void checkRows(DecoderPool decoders, IntConsumer read) {
        SortedFile sorted = SortedFile.of(in, schema, decoders);
        FileCursor rows =
                new FileCursor(sorted, schema, List.of(KeyStretch.all(KeyRange.ALL)), schema.fields(), READ_BYTES);
        long count = 0;
        @Nullable KeyColumns before = null;
        @Nullable Key last = null;
        for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
            KeyColumns keys = KeyColumns.of(batch, schema);
            checkOrder(before, keys, count);
            if (before == null && !rowKey(batch, 0).equals(file.minKey())) {
                problems.add("its first row has not the least key that the table says");
            }
            count += batch.rowCount();
            before = keys;
            last = rowKey(batch, batch.rowCount() - 1);
            read.accept(batch.rowCount());
        }
        if (count != file.rowCount() || sorted.sketch().rowCount() != count) {
            problems.add("it has " + count + " rows, not " + file.rowCount());
        }
        if (last != null && !last.equals(file.maxKey())) {
            problems.add("its last row has not the greatest key that the table says");
        }
    }

    private void checkOrder(@Nullable KeyColumns before, KeyColumns keys, long rowsBefore) {
        boolean ordered = before == null || before.compare(before.rowCount() - 1, keys, 0) <= 0;
        for (int row = 1; row < keys.rowCount() && ordered; row++) {
            ordered = keys.compare(row - 1, keys, row) <= 0;
        }
        if (!ordered) {
            problems.add("its rows are out of order, after row " + rowsBefore);
        }
    }

    private Key rowKey(RowBatch batch, int row) {
        List<Column> columns = schema.rowKeys().stream().map(batch::column).toList();
        return KeyCodec.ofRowKeys(schema).encode(columns, row);
    }
}
