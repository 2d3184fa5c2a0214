package dev.sleeper.server.cli;

import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `sleeper partitions`
@Command(
        name = "partitions",
        description = {
            "Lists the partitions of a table: leaves, and those that were split.",
            "",
            "Examples:",
            "  sleeper partitions words",
            "  sleeper partitions words --json    lines of {\"id\": …, \"parent\": …, \"children\": […], …}",
            ""
        })
final class PartitionsCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    @Parameters(paramLabel = "TABLE")
    private String table = "";

    PartitionsCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        return JsonLines.print(
                Objects.requireNonNull(sleeper),
                table,
                "/partitions",
                partition -> String.format(
                        Locale.ROOT,
                        "%-26s %-5s %,6d files %,12d rows %,14d bytes  from %s to %s",
                        partition.path("id").asString(),
                        partition.path("leaf").asBoolean() ? "leaf" : "inner",
                        partition.path("files").asLong(),
                        partition.path("rows").asLong(),
                        partition.path("sizeBytes").asLong(),
                        JsonLines.key(partition.path("min"), "-"),
                        JsonLines.key(partition.path("max"), "-")));
    }
}
