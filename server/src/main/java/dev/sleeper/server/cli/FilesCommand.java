package dev.sleeper.server.cli;

import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `sleeper files`
@Command(
        name = "files",
        description = {
            "Lists the data files of a table.",
            "",
            "Examples:",
            "  sleeper files words",
            "  sleeper files words --json    lines of {\"path\": …, \"partition\": …, \"rows\": …, …}",
            ""
        })
final class FilesCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    @Parameters(paramLabel = "TABLE")
    private String table = "";

    FilesCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        return JsonLines.print(
                Objects.requireNonNull(sleeper),
                table,
                "/files",
                file -> String.format(
                        Locale.ROOT,
                        "%-60s %,12d rows %,14d bytes  %s to %s",
                        file.path("path").asString(),
                        file.path("rows").asLong(),
                        file.path("sizeBytes").asLong(),
                        JsonLines.key(file.path("minKey"), ""),
                        JsonLines.key(file.path("maxKey"), "")));
    }
}
