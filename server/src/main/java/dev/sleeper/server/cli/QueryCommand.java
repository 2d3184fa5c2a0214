package dev.sleeper.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `sleeper query`
@Command(
        name = "query",
        description = {
            "Prints the rows of a table in key order, as lines of JSON.",
            "",
            "Examples:",
            "  sleeper query words",
            "  sleeper query words --where key=tree --where key=wood",
            "  sleeper query words --range key=a,c --columns key,count --limit 10",
            "  sleeper query words --region '{\"key\":{\"min\":\"a\",\"max\":null}}'",
            "  sleeper query words --format arrow --output words.arrows",
            "",
            "Rows that fit any of the given conditions are printed, each once."
        })
final class QueryCommand implements Callable<Integer> {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int BUFFER_BYTES = 64 << 10;

    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    @Parameters(paramLabel = "TABLE")
    private String table = "";

    @Option(names = "--where", paramLabel = "FIELD=VALUE", description = "Rows whose row key field has this value.")
    private List<String> values = List.of();

    @Option(
            names = "--range",
            paramLabel = "FIELD=MIN,MAX",
            description = "Rows whose row key field is from MIN to before MAX; without MAX there is no upper bound.")
    private List<String> ranges = List.of();

    @Option(names = "--region", paramLabel = "JSON", description = "Rows in a region, as the HTTP API has it.")
    private List<String> regions = List.of();

    @Option(names = "--columns", paramLabel = "FIELD,…", description = "Only these fields, in this order.")
    private List<String> columns = List.of();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many rows.")
    private @Nullable Long limit;

    @Option(names = "--format", paramLabel = "FORMAT", description = "ndjson (default) or arrow, an IPC stream.")
    private String format = "ndjson";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "By default standard output.")
    private @Nullable Path output;

    QueryCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        RowFormat wanted = RowFormat.named(format, RowFormat.NDJSON, RowFormat.ARROW);
        if (limit != null && limit < 0) {
            throw new IllegalArgumentException("--limit " + limit + " is less than 0");
        }
        requireDirectory();
        try (Connection connection = Connection.open(Objects.requireNonNull(sleeper))) {
            JsonNode schema = TablePath.get(connection.client(), table).path("schema");
            try (InputStream rows =
                    connection.client().stream(TablePath.of(table) + "/query", body(schema), wanted.mediaType())) {
                copy(rows);
            }
        }
        return 0;
    }

    private void requireDirectory() {
        Path directory = output == null ? null : output.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            throw new IllegalArgumentException("--output " + output + ": there is no directory " + directory);
        }
    }

    private void copy(InputStream rows) throws IOException {
        if (output == null) {
            copy(rows, System.out);
            System.out.flush();
            return;
        }
        try (OutputStream out = Files.newOutputStream(output)) {
            copy(rows, out);
        }
    }

    private void copy(InputStream rows, OutputStream out) {
        byte[] bytes = new byte[BUFFER_BYTES];
        for (int count = read(rows, bytes); count >= 0; count = read(rows, bytes)) {
            write(out, bytes, count);
        }
    }

    private static int read(InputStream rows, byte[] bytes) {
        try {
            return rows.read(bytes);
        } catch (IOException e) {
            System.out.flush();
            throw new CommandException(
                    Failures.FAILED,
                    "server-lost",
                    "The answer broke off: the server went away or failed in the middle of it (" + e.getMessage() + ")",
                    "The rows given so far are not the whole answer; query again.");
        }
    }

    private void write(OutputStream out, byte[] bytes, int count) {
        try {
            out.write(bytes, 0, count);
        } catch (IOException e) {
            throw new CommandException(
                    Failures.FAILED,
                    "io",
                    "Could not write all rows to " + output + ": " + e.getMessage(),
                    "Make room there, or name a file elsewhere with --output; what it has now is not the whole answer.");
        }
    }

    private ObjectNode body(JsonNode schema) {
        ObjectNode body = MAPPER.createObjectNode();
        ArrayNode wanted = body.putArray("regions");
        for (String value : values) {
            String[] parts = parts(schema, "--where", value);
            JsonNode key = SchemaArguments.keyValue(schema, parts[0], parts[1]);
            ObjectNode written = wanted.addObject().putObject(parts[0]);
            written.set("min", key);
            written.set("max", key);
            written.put("maxInclusive", true);
        }
        for (String range : ranges) {
            String[] parts = parts(schema, "--range", range);
            String[] bounds = parts[1].split(",", -1);
            if (bounds.length > 2) {
                throw new IllegalArgumentException("--range " + range
                        + " has more than one comma: it is FIELD=MIN,MAX; give keys with commas to --region, as JSON");
            }
            ObjectNode written = wanted.addObject().putObject(parts[0]);
            written.set("min", SchemaArguments.keyValue(schema, parts[0], bounds[0]));
            if (bounds.length > 1 && !bounds[1].isEmpty()) {
                written.set("max", SchemaArguments.keyValue(schema, parts[0], bounds[1]));
            }
        }
        regions.forEach(region ->
                wanted.add(SchemaArguments.parse("--region " + region, region.getBytes(StandardCharsets.UTF_8))));
        ArrayNode fields = body.putArray("columns");
        for (String column : columns) {
            for (String field : column.split(",", -1)) {
                fields.add(SchemaArguments.field(schema, "--columns " + column, field));
            }
        }
        if (limit != null) {
            body.put("limit", limit);
        }
        return body;
    }

    private static String[] parts(JsonNode schema, String option, String text) {
        String[] parts = text.split("=", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException(option + " " + text + " is not FIELD=…");
        }
        SchemaArguments.field(schema, option + " " + text, parts[0]);
        return parts;
    }
}
