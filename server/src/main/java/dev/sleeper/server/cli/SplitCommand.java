package dev.sleeper.server.cli;

import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
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
final class SplitCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    @Parameters(paramLabel = "TABLE")
    private String table = "";

    SplitCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        SleeperCommand command = Objects.requireNonNull(sleeper);
        Terminal terminal = command.terminal();
        try (Connection connection = Connection.open(command)) {
            TablePath.get(connection.client(), table);
            JsonNode done = connection
                    .client()
                    .send(
                            "POST",
                            TablePath.of(table) + "/split",
                            JsonMapper.shared().createObjectNode());
            if (terminal.json()) {
                terminal.print(done.toString());
            } else {
                terminal.print(String.format(
                        Locale.ROOT,
                        "Split %,d leaves; there are %,d now.",
                        done.path("leavesSplit").asLong(),
                        done.path("leaves").asLong()));
            }
        }
        return 0;
    }
}
