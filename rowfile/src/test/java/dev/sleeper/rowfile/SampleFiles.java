package dev.sleeper.rowfile;

import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes row files of all types, and what is in each as JSON beside it, for tests of other makes' readers.
/// JSON has a row as a list of its values: strings and byte arrays as hexadecimal, floating-point numbers as
/// the integers of their bits, timestamps as microseconds, a map as a list of its keys and a list of its
/// values, a struct as a list.
public final class SampleFiles {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int RANDOM_FILES = 30;

    private final Path directory;

    private SampleFiles(Path directory) {
        this.directory = directory;
    }

    /// Writes all files into the directory that is the one argument; it is made if it is not there.
    public static void main(String[] arguments) throws IOException {
        new SampleFiles(Files.createDirectories(Path.of(arguments[0]))).writeAll();
    }

    private void writeAll() throws IOException {
        Schema schema = Schema.of(
                List.of(
                        Field.required("key", PrimitiveType.STRING),
                        Field.required("number", PrimitiveType.LONG),
                        Field.required("text", PrimitiveType.STRING)),
                List.of("key"),
                List.of());
        write("standard", RowFileLayout.of(schema), 10_000, 1);
        write("one-row", RowFileLayout.of(schema), 1, 2);
        write("no-rows", RowFileLayout.of(schema), 0, 3);
        write("all-types", small(allTypes(), List.of("requiredStringType")), 3_000, 4);
        write("checkpoint", RowFileLayout.keyless(checkpoint()), 1_000, 5);
        for (int seed = 100; seed < 100 + RANDOM_FILES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            write("random-" + seed, new SampleRows(random).layout(), random.nextInt(2_000), seed);
        }
    }

    private static RowFileLayout small(List<Field> fields, List<String> rowKeys) {
        return new RowFileLayout(fields, rowKeys, List.of(), 1, 256, 1_024, 1 << 20, rowKeys.isEmpty() ? 0 : 10);
    }

    private static List<Field> allTypes() {
        List<Field> fields = new ArrayList<>();
        for (PrimitiveType type : PrimitiveType.values()) {
            fields.add(Field.required("required" + type, type));
            fields.add(Field.nullable("nullable" + type, type));
            fields.add(Field.required("list" + type, new ListType(type)));
            fields.add(Field.nullable("nullableList" + type, new ListType(type)));
            fields.add(Field.required("map" + type, new MapType(PrimitiveType.STRING, type)));
            fields.add(Field.nullable("nullableMap" + type, new MapType(type, PrimitiveType.LONG)));
        }
        return fields;
    }

    /// Nested as the rows of a Delta checkpoint are.
    private static List<Field> checkpoint() {
        Type strings = new MapType(PrimitiveType.STRING, PrimitiveType.STRING);
        StructType add = new StructType(List.of(
                Field.required("path", PrimitiveType.STRING),
                Field.required("partitionValues", strings),
                Field.required("size", PrimitiveType.LONG),
                Field.required("dataChange", PrimitiveType.BOOLEAN),
                Field.nullable("stats", PrimitiveType.STRING),
                Field.nullable("tags", strings)));
        StructType format = new StructType(
                List.of(Field.required("provider", PrimitiveType.STRING), Field.nullable("options", strings)));
        StructType metaData = new StructType(List.of(
                Field.required("id", PrimitiveType.STRING),
                Field.nullable("name", PrimitiveType.STRING),
                Field.required("format", format),
                Field.required("partitionColumns", new ListType(PrimitiveType.STRING)),
                Field.nullable("createdTime", PrimitiveType.LONG)));
        StructType protocol = new StructType(List.of(
                Field.required("minReaderVersion", PrimitiveType.INT),
                Field.nullable("writerFeatures", new ListType(PrimitiveType.STRING))));
        return List.of(
                Field.nullable("add", add), Field.nullable("metaData", metaData), Field.nullable("protocol", protocol));
    }

    private void write(String name, RowFileLayout layout, int rowCount, int seed) throws IOException {
        SampleRows sample = new SampleRows(new SplittableRandom(seed));
        RowBatch rows = sample.sorted(layout, rowCount);
        InMemoryObjectStore store = SampleRows.newStore();
        SampleRows.write(store, SampleRows.PATH, layout, sample.cut(rows));
        try (ObjectReader in = store.open(SampleRows.PATH)) {
            Files.write(
                    directory.resolve(name + ".parquet"),
                    in.read(0, Math.toIntExact(in.sizeBytes())).array());
        }
        ObjectNode described = JSON.createObjectNode();
        ArrayNode fields = described.putArray("fields");
        for (Field field : layout.fields()) {
            fields.addObject()
                    .put("name", field.name())
                    .put("type", field.type().toString())
                    .put("nullable", field.nullable());
        }
        described.set("rows", JSON.valueToTree(SampleRows.values(rows)));
        Files.write(directory.resolve(name + ".json"), JSON.writeValueAsBytes(described));
    }
}
