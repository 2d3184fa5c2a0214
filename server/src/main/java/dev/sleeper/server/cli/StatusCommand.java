package dev.sleeper.server.cli;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.server.client.ApiClient;
import dev.sleeper.server.client.ApiLostException;
import dev.sleeper.server.embedded.Starter.Running;
import dev.sleeper.server.embedded.Target;
import dev.sleeper.server.process.Build;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `sleeper status`
@Command(
        name = "status",
        description = {
            "Says whether a server of the instance runs, and where. Starts nothing.",
            "",
            "Examples:",
            "  sleeper status",
            "  sleeper --root ./data status --json    {\"pid\": …, \"url\": …, \"root\": …, \"version\": …}",
            "",
            "Where no server runs, pid and url are null, and so is what only a server at a URL could tell;",
            "standard error then says what is wrong with the URL.",
            ""
        })
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    StatusCommand() {}

    @Override
    public Integer call() {
        SleeperCommand command = Objects.requireNonNull(sleeper);
        Terminal terminal = command.terminal();
        try {
            show(
                    switch (Connection.target(command)) {
                        case Target.Remote remote -> remote(remote);
                        case Target.Local local -> local(local);
                    },
                    terminal);
        } catch (ApiLostException e) {
            if (terminal.json()) {
                terminal.note("sleeper: " + e.getMessage());
                terminal.print(JsonMapper.shared().valueToTree(members(null, null, null, null)));
            } else {
                terminal.print(String.valueOf(e.getMessage()));
            }
        }
        return 0;
    }

    private static void show(Map<String, @Nullable Object> status, Terminal terminal) {
        if (terminal.json()) {
            terminal.print(JsonMapper.shared().valueToTree(status));
        } else if (status.get("pid") == null) {
            terminal.print("No server of " + status.get("root") + " runs; the next call that needs one starts it.");
        } else {
            terminal.print("A server of " + status.get("root") + " runs at " + status.get("url") + " (process "
                    + status.get("pid") + ", version " + status.get("version") + ").");
        }
    }

    private static Map<String, @Nullable Object> local(Target.Local local) {
        try (SystemEnvironment system = SystemEnvironment.open()) {
            Optional<Running> running = Connection.starter(local, system).running();
            return members(
                    running.map(Running::pid).orElse(null),
                    running.map(server -> server.url().toString()).orElse(null),
                    local.location().uri().toString(),
                    running.map(Running::version).orElseGet(() -> Build.own().version()));
        }
    }

    private static Map<String, @Nullable Object> remote(Target.Remote remote) {
        try (ApiClient client = new ApiClient(remote.url(), remote.token())) {
            JsonNode instance = client.get("/v1/instance");
            return members(
                    instance.path("pid").asLong(),
                    remote.url().toString(),
                    instance.path("root").asString(),
                    instance.path("version").asString());
        }
    }

    private static Map<String, @Nullable Object> members(
            @Nullable Long pid, @Nullable String url, @Nullable String root, @Nullable String version) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("pid", pid);
        members.put("url", url);
        members.put("root", root);
        members.put("version", version);
        return members;
    }
}
