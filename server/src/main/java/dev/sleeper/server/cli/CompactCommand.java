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
final class CompactCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    @Parameters(paramLabel = "TABLE")
    private String table = "";

    @Option(names = "--all", description = "Merge until each leaf has one file at most, worth it or not.")
    private boolean all;

    CompactCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        SleeperCommand command = Objects.requireNonNull(sleeper);
        Terminal terminal = command.terminal();
        try (Connection connection = Connection.open(command)) {
            TablePath.get(connection.client(), table);
            JsonNode done = ProgressLines.await(
                    connection.client(),
                    TablePath.of(table) + "/compact",
                    JsonMapper.shared().createObjectNode().put("all", all),
                    "Compacting " + table);
            if (terminal.json()) {
                terminal.print(done.toString());
            } else if (done.path("filesIn").asLong() == 0) {
                terminal.print("There is nothing to merge in " + table + ".");
            } else {
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
        return 0;
    }
}
