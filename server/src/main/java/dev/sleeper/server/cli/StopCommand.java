package dev.sleeper.server.cli;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.server.client.ApiClient;
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
        description = {
            "Stops the instance's server after the requests that it is at. The next call starts it again.",
            "",
            "Examples:",
            "  sleeper stop",
            "  sleeper --root ./data stop --json",
            ""
        })
final class StopCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    StopCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        SleeperCommand command = Objects.requireNonNull(sleeper);
        Outcome outcome =
                switch (Connection.target(command)) {
                    case Target.Remote remote -> stopRemote(remote);
                    case Target.Local local -> stopLocal(local);
                };
        Terminal terminal = command.terminal();
        if (terminal.json()) {
            terminal.print(
                    JsonMapper.shared().valueToTree(Map.of("asked", outcome.asked(), "stopped", outcome.stopped())));
        } else {
            terminal.print(outcome.words());
        }
        return 0;
    }

    /// What has become of the server, as far as is known.
    private record Outcome(boolean asked, boolean stopped, String words) {}

    private static Outcome stopLocal(Target.Local local) throws InterruptedException {
        try (SystemEnvironment system = SystemEnvironment.open()) {
            return switch (Connection.starter(local, system).stop()) {
                case NONE_RAN -> new Outcome(false, false, "No server runs.");
                case STOPPED -> new Outcome(true, true, "The server has stopped.");
                case STILL_THERE ->
                    throw new CommandException(
                            Failures.FAILED,
                            "still-running",
                            "The server has not stopped yet: it is at long requests, or does not answer",
                            "Wait, or end its process.");
            };
        }
    }

    /// Only whoever runs a server elsewhere sees its end: what answers at its URL may be the next one already.
    private static Outcome stopRemote(Target.Remote remote) {
        try (ApiClient client = new ApiClient(remote.url(), remote.token())) {
            client.send("POST", "/v1/instance/stop");
            return new Outcome(
                    true,
                    false,
                    "Asked the server at " + remote.url()
                            + " to stop, which it does after the requests that it is at.");
        }
    }
}
