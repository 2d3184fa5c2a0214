package dev.sleeper.server.cli;

import dev.sleeper.server.client.ApiClient;
import java.util.Locale;
import picocli.CommandLine.Command;
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
final class JobsCommand extends TableRequest {
    JobsCommand() {}

    @Override
    JsonNode ask(ApiClient client, String path) {
        return client.get(path + "/jobs");
    }

    @Override
    void show(JsonNode done, Terminal terminal) {
        done.path("jobs")
                .forEach(job -> terminal.print(String.format(
                        Locale.ROOT,
                        "%s of %,d files of partition %s: %,d of %,d rows, since %s",
                        job.path("kind").asString(),
                        job.path("files").asLong(),
                        job.path("partition").asString(),
                        job.path("rowsDone").asLong(),
                        job.path("rows").asLong(),
                        job.path("begun").asString())));
        if (done.path("jobs").isEmpty()) {
            terminal.print("Nothing goes on.");
        }
        done.path("damagedFiles")
                .forEach(file ->
                        terminal.print("Damaged: " + file.path("problem").asString()));
    }
}
