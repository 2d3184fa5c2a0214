package dev.sleeper.server.cli;

import dev.sleeper.server.client.ApiClient;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `sleeper collect`
@Command(
        name = "collect",
        description = {
            "Deletes files of a table that are of no more use: replaced ones after their delay, and what writers left.",
            "",
            "Examples:",
            "  sleeper collect words --dry-run",
            "  sleeper collect words --json    {\"dryRun\": …, \"replaced\": [\"…\"], \"orphans\": [\"…\"]}",
            "",
            "Servers do so by themselves, unless the table is offline.",
            ""
        })
final class CollectCommand extends TableRequest {
    @Option(names = "--dry-run", description = "Say which would be deleted, and delete none.")
    private boolean dryRun;

    CollectCommand() {}

    @Override
    JsonNode ask(ApiClient client, String path) {
        return client.send(
                "POST",
                path + "/collect",
                JsonMapper.shared().createObjectNode().put("dryRun", dryRun));
    }

    @Override
    void show(JsonNode done, Terminal terminal) {
        if (dryRun) {
            done.path("replaced").forEach(file -> terminal.print(file.asString()));
            done.path("orphans").forEach(file -> terminal.print(file.asString()));
        }
        terminal.print(String.format(
                Locale.ROOT,
                "%s %,d replaced files and %,d that no commit names.",
                dryRun ? "Would delete" : "Deleted",
                done.path("replaced").size(),
                done.path("orphans").size()));
    }
}
