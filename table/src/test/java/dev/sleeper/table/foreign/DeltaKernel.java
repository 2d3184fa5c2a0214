package dev.sleeper.table.foreign;

import io.delta.kernel.Operation;
import io.delta.kernel.Scan;
import io.delta.kernel.ScanBuilder;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/// Reads a table with the reader that Delta Lake itself provides.
final class DeltaKernel {
    private final Engine engine = DefaultEngine.create(new Configuration());
    private final Snapshot snapshot;

    DeltaKernel(Path table) {
        this.snapshot = Table.forPath(engine, table.toString()).getLatestSnapshot(engine);
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /// Begins a write, which fails on tables that this writer does not know.
    void beginWrite() {
        snapshot.buildUpdateTableTransaction("test", Operation.WRITE).build(engine);
    }

    /// How many data files a scan reads.
    int fileCount(Optional<Predicate> filter) throws IOException {
        int count = 0;
        try (CloseableIterator<Row> files = files(scan(filter))) {
            while (files.hasNext()) {
                files.next();
                count++;
            }
        }
        return count;
    }

    /// All rows of the files that a scan reads, as text.
    List<String> rows(Optional<Predicate> filter) throws IOException {
        Scan scan = scan(filter);
        Row state = scan.getScanState(engine);
        StructType physical = ScanStateRow.getPhysicalDataReadSchema(state);
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<Row> files = files(scan)) {
            while (files.hasNext()) {
                Row file = files.next();
                CloseableIterator<ColumnarBatch> data = engine.getParquetHandler()
                        .readParquetFiles(
                                Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                                physical,
                                Optional.empty())
                        .map(FileReadResult::getData);
                try (CloseableIterator<FilteredColumnarBatch> batches =
                        Scan.transformPhysicalData(engine, state, file, data)) {
                    while (batches.hasNext()) {
                        addRows(batches.next().getData(), rows);
                    }
                }
            }
        }
        return rows;
    }

    private Scan scan(Optional<Predicate> filter) {
        ScanBuilder builder = snapshot.getScanBuilder();
        return filter.map(builder::withFilter).orElse(builder).build();
    }

    private CloseableIterator<Row> files(Scan scan) {
        return scan.getScanFiles(engine).flatMap(FilteredColumnarBatch::getRows);
    }

    private static void addRows(ColumnarBatch batch, List<String> rows) {
        for (int row = 0; row < batch.getSize(); row++) {
            List<String> cells = new ArrayList<>();
            for (int column = 0; column < batch.getSchema().length(); column++) {
                cells.add(describe(batch.getColumnVector(column), row));
            }
            rows.add(String.join("|", cells));
        }
    }

    private static String describe(ColumnVector vector, int row) {
        if (vector.isNullAt(row)) {
            return "null";
        }
        return switch (vector.getDataType()) {
            case StringType text -> vector.getString(row);
            case BinaryType bytes -> HexFormat.of().formatHex(vector.getBinary(row));
            case IntegerType number -> Integer.toString(vector.getInt(row));
            case LongType number -> Long.toString(vector.getLong(row));
            case TimestampType time -> Long.toString(vector.getLong(row));
            case FloatType number -> Float.toString(vector.getFloat(row));
            case DoubleType number -> Double.toString(vector.getDouble(row));
            case BooleanType flag -> Boolean.toString(vector.getBoolean(row));
            case ArrayType list -> describe(vector.getArray(row));
            case MapType map -> describe(vector.getMap(row));
            default -> throw new AssertionError("No table of ours has type " + vector.getDataType());
        };
    }

    private static String describe(ArrayValue list) {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < list.getSize(); i++) {
            elements.add(describe(list.getElements(), i));
        }
        return elements.toString();
    }

    private static String describe(MapValue map) {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < map.getSize(); i++) {
            entries.add(describe(map.getKeys(), i) + "=" + describe(map.getValues(), i));
        }
        return entries.toString();
    }
}
