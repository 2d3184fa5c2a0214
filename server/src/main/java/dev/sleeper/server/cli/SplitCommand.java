package dev.sleeper.server.cli;

import dev.sleeper.server.client.ApiClient;
import java.util.Locale;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `sleeper split`
@Command(
        name = "split",
        description = {
            "Splits the leaves of a table that have more rows than its property says.",
            "",
            "Examples:",
            "  sleeper split words",
            "  sleeper split words --json    {\"leavesSplit\": …, \"leaves\": …}",
            "",
            "Servers do so by themselves, unless the table is offline. The property is",
            "sleeper.table.partition.splitting.threshold; see sleeper table set.",
            ""
        })
final class SplitCommand extends TableRequest {
    SplitCommand() {}

    @Override
    JsonNode ask(ApiClient client, String path) {
        return client.send("POST", path + "/split", JsonMapper.shared().createObjectNode());
    }

    @Override
    void show(JsonNode done, Terminal terminal) {
        terminal.print(String.format(
                Locale.ROOT,
                "Split %,d leaves; there are %,d now.",
                done.path("leavesSplit").asLong(),
                done.path("leaves").asLong()));
    }
}
