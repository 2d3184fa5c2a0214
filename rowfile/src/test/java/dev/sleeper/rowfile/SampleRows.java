package dev.sleeper.rowfile;

import dev.sleeper.environment.Timekeeper;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.StructColumn;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Random layouts and rows for tests, files of them in memory, and rows as values to compare.
final class SampleRows {
    static final String PATH = "tables/t/p/file.parquet";

    private final RandomGenerator random;
    private final SampleColumns columns;

    SampleRows(RandomGenerator random) {
        this.random = random;
        this.columns = new SampleColumns(random);
    }

    /// Fields of random types with one to three row keys, or none, and pages and row groups of few rows.
    RowFileLayout layout() {
        List<Field> fields = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        int keyCount = random.nextInt(4);
        for (int i = 0; i < keyCount; i++) {
            PrimitiveType[] types = {
                PrimitiveType.INT, PrimitiveType.LONG, PrimitiveType.STRING, PrimitiveType.BYTE_ARRAY
            };
            fields.add(Field.required("key" + i, types[random.nextInt(types.length)]));
            keys.add("key" + i);
        }
        int valueCount = random.nextInt(keyCount == 0 ? 1 : 0, 6);
        for (int i = 0; i < valueCount; i++) {
            Field value = new Field("value" + i, type(0), random.nextBoolean());
            fields.add(random.nextInt(fields.size() + 1), value);
        }
        int rowKeys = keyCount == 0 ? 0 : random.nextInt(1, keyCount + 1);
        int pageRows = random.nextInt(1, 300);
        return new RowFileLayout(
                fields,
                keys.subList(0, rowKeys),
                keys.subList(rowKeys, keyCount),
                1,
                pageRows,
                random.nextInt(1, 6 * pageRows),
                random.nextLong(1, 100_000),
                rowKeys > 0 && random.nextBoolean() ? 10 : 0);
    }

    private Type type(int depth) {
        PrimitiveType[] primitives = PrimitiveType.values();
        Type primitive = primitives[random.nextInt(primitives.length)];
        if (depth > 2) {
            return primitive;
        }
        return switch (random.nextInt(8)) {
            case 0 -> new ListType(type(depth + 1));
            case 1 -> new MapType(primitive, type(depth + 1));
            case 2 ->
                new StructType(IntStream.range(0, random.nextInt(1, 4))
                        .mapToObj(i -> new Field("part" + i, type(depth + 1), random.nextBoolean()))
                        .toList());
            default -> primitive;
        };
    }

    /// Rows of the layout's fields in the order of its keys.
    RowBatch sorted(RowFileLayout layout, int rows) {
        RowBatch unsorted = new RowBatch(
                layout.fields(),
                layout.fields().stream()
                        .map(field -> columns.column(field, rows))
                        .toList(),
                rows);
        List<Column> keys = layout.keys().stream().map(unsorted::column).toList();
        KeyCodec codec = KeyCodec.ofAllKeys(layout.schema());
        Key[] encoded = new Key[rows];
        for (int i = 0; i < rows; i++) {
            encoded[i] = codec.encode(keys, i);
        }
        int[] order = IntStream.range(0, rows)
                .boxed()
                .sorted((left, right) -> encoded[left].compareTo(encoded[right]))
                .mapToInt(Integer::intValue)
                .toArray();
        return unsorted.gather(order, 0, rows);
    }

    /// Cuts rows into batches of random lengths.
    List<RowBatch> cut(RowBatch rows) {
        List<RowBatch> batches = new ArrayList<>();
        int at = 0;
        while (at < rows.rowCount()) {
            int to = Math.min(rows.rowCount(), at + random.nextInt(0, 1 + random.nextInt(1, 400)));
            batches.add(rows.slice(at, to));
            at = to;
        }
        return batches;
    }

    static InMemoryObjectStore newStore() {
        return new InMemoryObjectStore(new StoppedClock());
    }

    /// Writes a file and opens it.
    static ObjectReader write(RowFileLayout layout, List<RowBatch> batches) {
        InMemoryObjectStore store = newStore();
        write(store, PATH, layout, batches);
        return store.open(PATH);
    }

    static RowFileSummary write(InMemoryObjectStore store, String path, RowFileLayout layout, List<RowBatch> batches) {
        try (ObjectWriter out = store.create(path);
                RowFileWriter writer = RowFileWriter.open(path, out, layout)) {
            batches.forEach(writer::write);
            RowFileSummary summary = writer.finish();
            out.finish();
            return summary;
        }
    }

    /// All rows of a file; its key filters are read too.
    static RowBatch readAll(ObjectReader in) {
        RowFileFooter footer = RowFileFooter.read(in);
        KeyFilters filters = new KeyFilters(in, footer);
        IntStream.range(0, footer.pageCount()).forEach(page -> filters.mayHave(page, 0));
        try (RowFileReader reader = new RowFileReader(in, footer)) {
            return reader.readPages(0, footer.pageCount(), footer.fields());
        }
    }

    /// The rows as lists of values that are equal if the rows are, bit by bit.
    static List<List<@Nullable Object>> values(RowBatch rows) {
        List<List<@Nullable Object>> values = new ArrayList<>();
        for (int row = 0; row < rows.rowCount(); row++) {
            List<@Nullable Object> one = new ArrayList<>();
            for (Column column : rows.columns()) {
                one.add(value(column, row));
            }
            values.add(one);
        }
        return values;
    }

    static @Nullable Object value(Column column, int row) {
        if (column.isNull(row)) {
            return null;
        }
        return switch (column) {
            case IntColumn ints -> ints.value(row);
            case LongColumn longs -> longs.value(row);
            case BooleanColumn booleans -> booleans.value(row);
            case BytesColumn bytes -> HexFormat.of().formatHex(bytes.value(row));
            case ListColumn lists -> values(lists.elements(), lists.offsets()[row], lists.offsets()[row + 1]);
            case MapColumn maps ->
                List.of(
                        values(maps.keys(), maps.offsets()[row], maps.offsets()[row + 1]),
                        values(maps.values(), maps.offsets()[row], maps.offsets()[row + 1]));
            case StructColumn structs -> {
                List<@Nullable Object> parts = new ArrayList<>();
                structs.parts().forEach(part -> parts.add(value(part, row)));
                yield parts;
            }
        };
    }

    private static List<@Nullable Object> values(Column column, int from, int to) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int row = from; row < to; row++) {
            values.add(value(column, row));
        }
        return values;
    }

    private static final class StoppedClock implements Timekeeper {
        @Override
        public java.time.Instant now() {
            return java.time.Instant.EPOCH;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void pause(java.time.Duration duration) {
            throw new UnsupportedOperationException("Nothing waits here");
        }
    }
}
