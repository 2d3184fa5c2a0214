package dev.sleeper.server.cli;

import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
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
final class CollectCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    @Parameters(paramLabel = "TABLE")
    private String table = "";

    @Option(names = "--dry-run", description = "Say which would be deleted, and delete none.")
    private boolean dryRun;

    CollectCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        SleeperCommand command = Objects.requireNonNull(sleeper);
        Terminal terminal = command.terminal();
        try (Connection connection = Connection.open(command)) {
            TablePath.get(connection.client(), table);
            JsonNode body = JsonMapper.shared().createObjectNode().put("dryRun", dryRun);
            JsonNode done = connection.client().send("POST", TablePath.of(table) + "/collect", body);
            if (terminal.json()) {
                terminal.print(done.toString());
            } else {
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
        return 0;
    }
}
