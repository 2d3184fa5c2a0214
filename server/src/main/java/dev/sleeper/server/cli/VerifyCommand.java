package dev.sleeper.server.cli;

import dev.sleeper.server.client.ApiClient;
import java.util.Locale;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `sleeper verify`
@Command(
        name = "verify",
        description = {
            "Reads all of a table and checks it: checksums, order, counts, bounds, and its log. Changes nothing.",
            "",
            "Examples:",
            "  sleeper verify words",
            "  sleeper verify words --json    {\"version\": …, \"files\": …, \"rows\": …, \"findings\": […]}",
            "",
            "Ends with status 1 when something is wrong.",
            ""
        })
final class VerifyCommand extends TableRequest {
    VerifyCommand() {}

    @Override
    JsonNode ask(ApiClient client, String path) throws InterruptedException {
        return ProgressLines.await(
                client, path + "/verify", JsonMapper.shared().createObjectNode(), "Verifying " + table());
    }

    @Override
    void show(JsonNode done, Terminal terminal) {
        JsonNode findings = done.path("findings");
        findings.forEach(finding -> terminal.print(
                finding.path("path").asString() + ": " + finding.path("problem").asString()));
        terminal.print(String.format(
                Locale.ROOT,
                "%s at version %,d: %,d rows in %,d files, %s.",
                table(),
                done.path("version").asLong(),
                done.path("rows").asLong(),
                done.path("files").asLong(),
                findings.isEmpty() ? "all sound" : findings.size() + " problems"));
    }

    @Override
    int status(JsonNode done) {
        return done.path("findings").isEmpty() ? 0 : Failures.FAILED;
    }
}
