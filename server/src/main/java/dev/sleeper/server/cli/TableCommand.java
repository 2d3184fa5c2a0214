package dev.sleeper.server.cli;

import dev.sleeper.engine.properties.TableProperty;
import dev.sleeper.server.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `sleeper table …`
@Command(
        name = "table",
        description = {
            "Makes, shows and drops tables.",
            "",
            "Examples:",
            "  sleeper table create words --field key:StringType --field count:LongType? --row-key key",
            "  sleeper table describe words --json",
            "  duckdb -c \"SELECT * FROM delta_scan('$(sleeper table path words)')\"",
            ""
        })
final class TableCommand implements Runnable {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String ONLINE = TableProperty.ONLINE.text();

    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    @Spec
    private @Nullable CommandSpec spec;

    TableCommand() {}

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "Which? create, list, describe, path, rename, drop, set, unset, online or offline");
    }

    @Command(
            name = "create",
            description = {
                "Makes a table.",
                "",
                "Examples:",
                "  sleeper table create words --field key:StringType --field count:LongType? --row-key key",
                "  sleeper table create logs --schema schema.json --split-point 2026-01 --split-point 2026-02",
                "  sleeper table create logs --schema schema.json --split-points points.json",
                ""
            })
    int create(
            @Parameters(paramLabel = "NAME", description = "1 to 128 of a-z, 0-9, '_', '-', '.'") String name,
            @Option(
                            names = "--field",
                            paramLabel = "NAME:TYPE",
                            description = "A field, such as key:StringType; '?' after the type welcomes nulls.")
                    @Nullable
                    List<String> fields,
            @Option(names = "--row-key", paramLabel = "FIELD", description = "A row key; the first is the major one.")
                    @Nullable
                    List<String> rowKeys,
            @Option(names = "--sort-key", paramLabel = "FIELD", description = "Orders rows of equal row keys.")
                    @Nullable
                    List<String> sortKeys,
            @Option(names = "--schema", paramLabel = "FILE", description = "The schema as JSON, in place of --field.")
                    @Nullable
                    Path schema,
            @Option(
                            names = "--split-point",
                            paramLabel = "VALUE",
                            description = "Where leaves meet: a value of the first row key, base64 for bytes.")
                    @Nullable
                    List<String> splitPoints,
            @Option(
                            names = "--split-points",
                            paramLabel = "FILE",
                            description = "The same as JSON: what estimate-split-points --json prints.")
                    @Nullable
                    Path splitPointsFile)
            throws IOException, InterruptedException {
        if (schema != null && (fields != null || rowKeys != null || sortKeys != null)) {
            throw new IllegalArgumentException(
                    "--schema says it all; leave --field, --row-key and --sort-key out, or --schema");
        }
        ObjectNode body = MAPPER.createObjectNode().put("name", name);
        JsonNode schemaJson = schema != null
                ? SchemaArguments.parse("--schema " + schema, read("--schema", schema))
                : SchemaArguments.toJson(orEmpty(fields), orEmpty(rowKeys), orEmpty(sortKeys));
        body.set("schema", schemaJson);
        body.set("splitPoints", splitPoints(orEmpty(splitPoints), splitPointsFile, schemaJson));
        try (Connection connection = Connection.open(sleeper())) {
            return show(connection.client().send("POST", "/v1/tables", body));
        }
    }

    @Command(
            name = "list",
            description = {
                "Lists the tables.",
                "",
                "Examples:",
                "  sleeper table list",
                "  sleeper table list --json",
                ""
            })
    int list() throws InterruptedException {
        try (Connection connection = Connection.open(sleeper())) {
            JsonNode answer = connection.client().get("/v1/tables");
            if (terminal().json()) {
                terminal().print(answer);
            } else {
                answer.path("tables")
                        .forEach(table -> terminal().print(table.path("name").asString()));
            }
        }
        return 0;
    }

    @Command(
            name = "describe",
            description = {
                "Shows a table's schema and size.",
                "",
                "Examples:",
                "  sleeper table describe words",
                "  sleeper table describe words --json",
                ""
            })
    int describe(@Parameters(paramLabel = "NAME") String name) throws InterruptedException {
        try (Connection connection = Connection.open(sleeper())) {
            return show(TablePath.get(connection.client(), name));
        }
    }

    @Command(
            name = "path",
            description = {
                "Prints where the table is, for programs that read Delta tables.",
                "",
                "Examples:",
                "  sleeper table path words",
                ""
            })
    int path(@Parameters(paramLabel = "NAME") String name) throws InterruptedException {
        try (Connection connection = Connection.open(sleeper())) {
            String location =
                    TablePath.get(connection.client(), name).path("location").asString();
            if (terminal().json()) {
                terminal().print(MAPPER.createObjectNode().put("location", location));
            } else {
                terminal().print(location);
            }
        }
        return 0;
    }

    @Command(
            name = "rename",
            description = {"Gives a table another name.", "", "Examples:", "  sleeper table rename words old-words", ""
            })
    int rename(@Parameters(paramLabel = "NAME") String name, @Parameters(paramLabel = "NEW") String newName)
            throws InterruptedException {
        try (Connection connection = Connection.open(sleeper())) {
            TablePath.get(connection.client(), name);
            ObjectNode body = MAPPER.createObjectNode().put("name", newName);
            return show(connection.client().send("POST", TablePath.of(name) + "/rename", body));
        }
    }

    @Command(
            name = "drop",
            description = {
                "Deletes a table and its rows for good.",
                "",
                "Examples:",
                "  sleeper table drop words",
                "  sleeper table drop words --yes",
                ""
            })
    int drop(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Do not ask.")
                    boolean yes)
            throws IOException, InterruptedException {
        try (Connection connection = Connection.open(sleeper())) {
            ApiClient client = connection.client();
            JsonNode table = TablePath.get(client, name);
            if (!yes) {
                confirm(name, table.path("rows").asLong());
            }
            client.send("DELETE", TablePath.of(name));
            if (terminal().json()) {
                terminal().print(MAPPER.createObjectNode().put("dropped", name));
            } else {
                terminal().print("Dropped " + name + ".");
            }
        }
        return 0;
    }

    @Command(
            name = "set",
            description = {
                "Sets a property of a table, or shows all.",
                "",
                "Examples:",
                "  sleeper table set words",
                "  sleeper table set words sleeper.table.gc.delay.minutes 60",
                ""
            })
    int set(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "PROPERTY", arity = "0..1") @Nullable String property,
            @Parameters(paramLabel = "VALUE", arity = "0..1") @Nullable String value)
            throws InterruptedException {
        if (property != null && value == null) {
            throw new IllegalArgumentException("Which value shall " + property + " have?");
        }
        return properties(name, property, value);
    }

    @Command(
            name = "unset",
            description = {
                "Gives a property of a table its usual value.",
                "",
                "Examples:",
                "  sleeper table unset words sleeper.table.gc.delay.minutes",
                ""
            })
    int unset(@Parameters(paramLabel = "NAME") String name, @Parameters(paramLabel = "PROPERTY") String property)
            throws InterruptedException {
        return properties(name, property, null);
    }

    @Command(
            name = "online",
            description = {
                "Lets servers merge, split and clean up a table in the background.",
                "",
                "Examples:",
                "  sleeper table online words",
                ""
            })
    int online(@Parameters(paramLabel = "NAME") String name) throws InterruptedException {
        return properties(name, ONLINE, "true");
    }

    @Command(
            name = "offline",
            description = {
                "Keeps servers from working on a table in the background. Writes and queries go on.",
                "",
                "Examples:",
                "  sleeper table offline words",
                ""
            })
    int offline(@Parameters(paramLabel = "NAME") String name) throws InterruptedException {
        return properties(name, ONLINE, "false");
    }

    private int properties(String name, @Nullable String property, @Nullable String value) throws InterruptedException {
        try (Connection connection = Connection.open(sleeper())) {
            TablePath.get(connection.client(), name);
            String path = TablePath.of(name) + "/properties";
            JsonNode answer;
            if (property == null) {
                answer = connection.client().get(path);
            } else if (value == null) {
                answer = connection.client().send("DELETE", path + "/" + TablePath.encode(property));
            } else {
                ObjectNode body = MAPPER.createObjectNode().put("value", value);
                answer = connection.client().send("PUT", path + "/" + TablePath.encode(property), body);
            }
            if (terminal().json()) {
                terminal().print(answer);
            } else {
                answer.path("properties").properties().forEach(each -> terminal()
                        .print(each.getKey() + " = " + each.getValue().asString()));
            }
        }
        return 0;
    }

    private void confirm(String name, long rows) throws IOException {
        String answer = terminal()
                .ask(String.format("Delete table %s with %,d rows for good? Type its name: ", name, rows))
                .orElseThrow(() -> new IllegalArgumentException(
                        "Dropping " + name + " deletes " + rows + " rows; say --yes to do so"));
        if (!name.equals(answer)) {
            throw new CommandException(Failures.FAILED, "not-confirmed", "Nothing was dropped", "");
        }
    }

    private int show(JsonNode table) {
        if (terminal().json()) {
            terminal().print(table);
            return 0;
        }
        terminal()
                .print(String.format(
                        "%s: %,d rows in %,d files, %,d leaves, version %d, %,d bytes",
                        table.path("name").asString(),
                        table.path("rows").asLong(),
                        table.path("files").asLong(),
                        table.path("leaves").asLong(),
                        table.path("version").asLong(),
                        table.path("sizeBytes").asLong()));
        terminal().print("  " + table.path("location").asString());
        SchemaArguments.describe(table.path("schema"))
                .forEach(line -> terminal().print("  " + line));
        return 0;
    }

    private static ArrayNode splitPoints(List<String> values, @Nullable Path file, JsonNode schema) {
        if (file == null) {
            ArrayNode points = MAPPER.createArrayNode();
            values.forEach(value -> points.add(SchemaArguments.keyValue(schema, value)));
            return points;
        }
        if (!values.isEmpty()) {
            throw new IllegalArgumentException("Say --split-point or --split-points, not both");
        }
        String name = "--split-points " + file;
        JsonNode points =
                SchemaArguments.parse(name, read("--split-points", file)).path("splitPoints");
        if (!(points instanceof ArrayNode array)) {
            throw new IllegalArgumentException(name + " has no array 'splitPoints'");
        }
        return array;
    }

    private static byte[] read(String option, Path file) {
        if (Files.notExists(file)) {
            throw new IllegalArgumentException("There is no file " + file);
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(option + " " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> orEmpty(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }

    private SleeperCommand sleeper() {
        return Objects.requireNonNull(sleeper);
    }

    private Terminal terminal() {
        return sleeper().terminal();
    }
}
