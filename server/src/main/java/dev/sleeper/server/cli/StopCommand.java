package dev.sleeper.server.cli;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.server.client.ApiClient;
import dev.sleeper.server.embedded.Starter.Stopped;
import dev.sleeper.server.embedded.Target;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.json.JsonMapper;

/// `sleeper stop`
@Command(
        name = "stop",
        description = "Stops the instance's server after the requests that it is at. The next call starts it again.")
final class StopCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    StopCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        SleeperCommand command = Objects.requireNonNull(sleeper);
        Stopped stopped =
                switch (Connection.target(command)) {
                    case Target.Remote remote -> stopRemote(remote);
                    case Target.Local local -> stopLocal(local);
                };
        Terminal terminal = command.terminal();
        if (stopped == Stopped.STILL_THERE) {
            throw new CommandException(
                    Failures.FAILED,
                    "still-running",
                    "The server has not stopped yet: it is at long requests, or does not answer",
                    "Wait, or end its process.");
        }
        if (terminal.json()) {
            terminal.print(JsonMapper.shared().valueToTree(Map.of("stopped", stopped == Stopped.STOPPED)));
        } else {
            terminal.print(stopped == Stopped.STOPPED ? "The server has stopped." : "No server runs.");
        }
        return 0;
    }

    private static Stopped stopLocal(Target.Local local) throws InterruptedException {
        try (SystemEnvironment system = SystemEnvironment.open()) {
            return Connection.starter(local, system).stop();
        }
    }

    private static Stopped stopRemote(Target.Remote remote) {
        try (ApiClient client = new ApiClient(remote.url(), remote.token())) {
            client.send("POST", "/v1/instance/stop");
            return Stopped.STOPPED;
        }
    }
}
