package dev.sleeper.server.cli;

import dev.sleeper.server.client.ApiLostException;
import dev.sleeper.server.client.ApiProblemException;
import dev.sleeper.server.embedded.ServerNotStartedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
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
    private static final String STANDARD_INPUT = "-";
    /// The least HTTP status that says that the request is not to blame.
    private static final int SERVER_FAILED = 500;

    private static final int UNAUTHORIZED = 401;

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
    private @Nullable String format;

    @Option(
            names = "--job-id",
            paramLabel = "ID",
            description = "Writes each file once, however often this command runs with the same id within 7 days. With"
                    + " several files it is followed by a dash and the file's number, from 1.")
    private @Nullable String jobId;

    private String tableId = "";

    /// One file to be written.
    private record Upload(String file, RowFormat format, String jobId) {}

    WriteCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Objects.requireNonNull(sleeper).terminal();
        LocalFiles.requireReadable(files.stream()
                .filter(file -> !file.equals(STANDARD_INPUT))
                .map(Path::of)
                .toList());
        List<RowFormat> formats = files.stream().map(this::formatOf).toList();
        try (Connection connection = Connection.open(sleeper)) {
            // Its id is still the table's when somebody renames it, or gives its name to another.
            tableId = TablePath.get(connection.client(), table).path("id").asString();
            String id = Optional.ofNullable(jobId)
                    .orElseGet(() -> connection.system().environment().randomId());
            ArrayNode answers = JsonMapper.shared().createArrayNode();
            for (int i = 0; i < files.size(); i++) {
                String fileId = files.size() == 1 ? id : id + "-" + (i + 1);
                try {
                    answers.add(writeSurely(connection, new Upload(files.get(i), formats.get(i), fileId), id));
                } catch (RuntimeException | IOException e) {
                    noteFailed(terminal, i, id);
                    throw e;
                }
                show(terminal, answers.get(i));
            }
            if (terminal.json()) {
                terminal.print(
                        files.size() == 1
                                ? answers.get(0)
                                : JsonMapper.shared().createObjectNode().set("writes", answers));
            }
        }
        return 0;
    }

    /// Of several files, which ones the failure leaves unwritten.
    private void noteFailed(Terminal terminal, int failed, String id) {
        if (files.size() > 1) {
            terminal.note("Written: " + named(files.subList(0, failed)));
            terminal.note("Failed: " + files.get(failed));
            terminal.note("Not tried: " + named(files.subList(failed + 1, files.size())));
            terminal.note("The same command with --job-id " + id + " goes on there, and writes nothing twice.");
        }
    }

    private static String named(List<String> some) {
        return some.isEmpty() ? "none" : String.join(", ", some);
    }

    private RowFormat formatOf(String file) {
        return Optional.ofNullable(format)
                .map(name -> RowFormat.named(name, RowFormat.values()))
                .or(() -> RowFormat.ofName(file))
                .orElseThrow(() ->
                        new IllegalArgumentException("What is in " + file + "? Say --format parquet, arrow or ndjson"));
    }

    /// Writes a file, and again under the same id when it is not known whether it was written.
    ///
    /// @param id the id of the whole command
    private ObjectNode writeSurely(Connection connection, Upload upload, String id)
            throws IOException, InterruptedException {
        try {
            return write(connection, upload);
        } catch (ApiLostException | ApiProblemException unclear) {
            if (unclear instanceof ApiProblemException problem
                    && !problem.code().equals("outcome-unknown")) {
                throw problem;
            }
            // Pipes give their bytes once.
            if (upload.file().equals(STANDARD_INPUT) || !Files.isRegularFile(Path.of(upload.file()))) {
                throw unclear(upload, unclear, id);
            }
        }
        try {
            connection.findAgain();
            return write(connection, upload);
        } catch (ApiLostException | ApiProblemException | ServerNotStartedException unclear) {
            if (unclear instanceof ApiProblemException problem
                    && problem.status() < SERVER_FAILED
                    && problem.status() != UNAUTHORIZED) {
                throw problem;
            }
            throw unclear(upload, unclear, id);
        }
    }

    private static CommandException unclear(Upload upload, RuntimeException failure, String id) {
        return new CommandException(
                failure instanceof ApiProblemException ? Failures.STORE_UNAVAILABLE : Failures.FAILED,
                "outcome-unknown",
                "It is not known whether " + upload.file() + " was written: " + failure.getMessage(),
                "Run the command again with --job-id " + id + ": what is written already is not written twice.");
    }

    private ObjectNode write(Connection connection, Upload upload) throws IOException {
        String file = upload.file();
        try (InputStream in = file.equals(STANDARD_INPUT)
                        ? System.in
                        : upload.format().open(Path.of(file));
                Progress progress =
                        Progress.of(file, connection.system().environment().clock())) {
            JsonNode answer = connection
                    .client()
                    .upload(
                            TablePath.of("id:" + tableId) + "/rows",
                            BodyPublishers.ofInputStream(() -> progress.counting(in)),
                            Map.of("Content-Type", upload.format().mediaType(), "Idempotency-Key", upload.jobId()));
            return ((ObjectNode) answer).put("file", file);
        } catch (ApiProblemException e) {
            throw e.about(file);
        }
    }

    /// Tells of a file as soon as it is written: with JSON beside the result, in case that a later one fails.
    private void show(Terminal terminal, JsonNode answer) {
        String file = answer.path("file").asString();
        String line = answer.path("alreadyWritten").asBoolean()
                ? file + ": was written before, nothing was added"
                : String.format(
                        "%s: %,d rows, version %d",
                        file,
                        answer.path("rows").asLong(),
                        answer.path("version").asLong());
        if (!terminal.json()) {
            terminal.print(line);
        } else if (files.size() > 1) {
            terminal.note(line);
        }
    }
}
