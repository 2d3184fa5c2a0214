package dev.sleeper.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `sleeper write`
@Command(
        name = "write",
        description = {
            "Writes the rows of files to a table. Each file is one write: all of it is there afterwards, or nothing.",
            "",
            "Examples:",
            "  sleeper write words a.parquet b.parquet",
            "  sleeper write words words.ndjson --job-id load-2026-01",
            "  zcat words.ndjson.gz | sleeper write words --format ndjson -",
            ""
        })
final class WriteCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    @Parameters(index = "0", paramLabel = "TABLE")
    private String table = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "Files; '-' is standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "parquet, arrow or ndjson; by default what the file's name ends in.")
    private @Nullable RowFormat format;

    @Option(
            names = "--job-id",
            paramLabel = "ID",
            description = "Writes each file once, however often this command runs with the same id within 7 days. With"
                    + " several files it is followed by a dash and the file's number.")
    private @Nullable String jobId;

    WriteCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Objects.requireNonNull(sleeper).terminal();
        List<RowFormat> formats = files.stream().map(this::formatOf).toList();
        try (Connection connection = Connection.open(sleeper)) {
            TablePath.get(connection.client(), table);
            String id = Optional.ofNullable(jobId)
                    .orElseGet(() -> connection.system().environment().randomId());
            for (int i = 0; i < files.size(); i++) {
                String fileId = files.size() == 1 ? id : id + "-" + i;
                JsonNode answer = write(connection, files.get(i), formats.get(i), fileId);
                show(terminal, files.get(i), answer);
            }
        }
        return 0;
    }

    private RowFormat formatOf(String file) {
        return Optional.ofNullable(format)
                .or(() -> RowFormat.ofName(file))
                .orElseThrow(() ->
                        new IllegalArgumentException("What is in " + file + "? Say --format parquet, arrow or ndjson"));
    }

    private JsonNode write(Connection connection, String file, RowFormat fileFormat, String id) throws IOException {
        try (InputStream in = file.equals("-") ? System.in : fileFormat.open(Path.of(file));
                Progress progress =
                        Progress.of(file, connection.system().environment().clock())) {
            return connection
                    .client()
                    .upload(
                            TablePath.of(table) + "/rows",
                            BodyPublishers.ofInputStream(() -> progress.counting(in)),
                            Map.of("Content-Type", fileFormat.mediaType(), "Idempotency-Key", id));
        }
    }

    private static void show(Terminal terminal, String file, JsonNode answer) {
        if (terminal.json()) {
            terminal.print(((ObjectNode) answer).put("file", file));
        } else if (answer.path("alreadyWritten").asBoolean()) {
            terminal.print(file + ": was written before, nothing was added");
        } else {
            terminal.print(String.format(
                    "%s: %,d rows, version %d",
                    file, answer.path("rows").asLong(), answer.path("version").asLong()));
        }
    }
}
