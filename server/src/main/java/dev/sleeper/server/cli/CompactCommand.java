package dev.sleeper.server.cli;

import dev.sleeper.server.client.ApiClient;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `sleeper compact`
@Command(
        name = "compact",
        description = {
            "Merges files of a table, so that queries read fewer, and waits for it.",
            "",
            "Examples:",
            "  sleeper compact words",
            "  sleeper compact words --all --json    {\"rows\": …, \"seconds\": …, \"bytesIn\": …, \"bytesOut\": …}",
            "",
            "Servers do so by themselves as files come, unless the table is offline.",
            ""
        })
final class CompactCommand extends TableRequest {
    @Option(names = "--all", description = "Merge until each leaf has one file at most, worth it or not.")
    private boolean all;

    CompactCommand() {}

    @Override
    JsonNode ask(ApiClient client, String path) {
        return ProgressLines.await(
                client,
                path + "/compact",
                JsonMapper.shared().createObjectNode().put("all", all),
                "Compacting " + table());
    }

    @Override
    void show(JsonNode done, Terminal terminal) {
        if (done.path("filesIn").asLong() == 0) {
            terminal.print("There is nothing to merge in " + table() + ".");
            return;
        }
        terminal.print(String.format(
                Locale.ROOT,
                "Merged %,d files of %,d bytes into %,d files of %,d bytes: %,d rows in %.3f s.",
                done.path("filesIn").asLong(),
                done.path("bytesIn").asLong(),
                done.path("filesOut").asLong(),
                done.path("bytesOut").asLong(),
                done.path("rows").asLong(),
                done.path("seconds").asDouble()));
    }
}
