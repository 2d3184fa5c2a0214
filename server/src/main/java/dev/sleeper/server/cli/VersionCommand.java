package dev.sleeper.server.cli;

import dev.sleeper.server.process.Build;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.json.JsonMapper;

/// `sleeper version`
@Command(
        name = "version",
        description = {
            "Says which release and build of the program this is.",
            "",
            "Examples:",
            "  sleeper version",
            "  sleeper version --json",
            ""
        })
final class VersionCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    VersionCommand() {}

    @Override
    public Integer call() {
        return print(Objects.requireNonNull(sleeper).terminal());
    }

    static int print(Terminal terminal) {
        Build build = Build.own();
        if (terminal.json()) {
            Map<String, String> members = Map.of("version", build.version(), "build", build.build());
            terminal.print(JsonMapper.shared().valueToTree(new TreeMap<>(members)));
        } else {
            terminal.print("sleeper " + build.version() + " (build " + build.build() + ", Java "
                    + Runtime.version().feature() + ")");
        }
        return 0;
    }
}
