package dev.sleeper.server.cli;

import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

/// `sleeper jobs`
@Command(
        name = "jobs",
        description = {
            "Lists the compactions of a table that go on, on whatever server.",
            "",
            "Examples:",
            "  sleeper jobs words",
            "  sleeper jobs words --json    {\"jobs\": […], \"damagedFiles\": […]}",
            ""
        })
final class JobsCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    @Parameters(paramLabel = "TABLE")
    private String table = "";

    JobsCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        SleeperCommand command = Objects.requireNonNull(sleeper);
        Terminal terminal = command.terminal();
        try (Connection connection = Connection.open(command)) {
            TablePath.get(connection.client(), table);
            JsonNode found = connection.client().get(TablePath.of(table) + "/jobs");
            if (terminal.json()) {
                terminal.print(found.toString());
                return 0;
            }
            found.path("jobs")
                    .forEach(job -> terminal.print(String.format(
                            Locale.ROOT,
                            "%s of %,d files of partition %s: %,d of %,d rows, since %s",
                            job.path("kind").asString(),
                            job.path("files").asLong(),
                            job.path("partition").asString(),
                            job.path("rowsDone").asLong(),
                            job.path("rows").asLong(),
                            job.path("begun").asString())));
            if (found.path("jobs").isEmpty()) {
                terminal.print("Nothing goes on.");
            }
            found.path("damagedFiles")
                    .forEach(file ->
                            terminal.print("Damaged: " + file.path("problem").asString()));
        }
        return 0;
    }
}
