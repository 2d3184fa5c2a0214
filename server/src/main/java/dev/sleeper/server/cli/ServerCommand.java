package dev.sleeper.server.cli;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.server.embedded.EmbeddedServer;
import dev.sleeper.server.embedded.Starter;
import dev.sleeper.server.embedded.Target;
import dev.sleeper.server.http.ApiServer.Listening;
import dev.sleeper.server.process.JsonLog;
import dev.sleeper.server.process.ServerProcess;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `sleeper server`
@Command(
        name = "server",
        description = {
            "Serves the instance until it is told to end.",
            "",
            "Examples:",
            "  SLEEPER_TOKEN=secret sleeper --root ./data server --host 0.0.0.0 --port 8080",
            "",
            "The log goes to standard output, one line of JSON for each request."
        })
final class ServerCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;

    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    @Option(names = "--host", paramLabel = "HOST", description = "The address to listen on; by default 127.0.0.1.")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "PORT", description = "The port; by default any that is free.")
    private int port;

    @Option(
            names = "--idle-timeout",
            paramLabel = "SECONDS",
            description = "Stop when nobody has asked for so long; by default never.")
    private long idleSeconds;

    @Option(
            names = "--embedded",
            description = "Be the one local server of the instance, which clients find by its run directory.")
    private boolean embedded;

    ServerCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (!(Connection.target(Objects.requireNonNull(sleeper)) instanceof Target.Local target)) {
            throw new IllegalArgumentException("A server serves a directory; give --root or --instance, not a URL");
        }
        if (Objects.requireNonNull(sleeper).target().token() != null) {
            throw new IllegalArgumentException(
                    "--token is for asking a server; give SLEEPER_TOKEN to one, or let it make a token of its own");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "--port " + port + " is not from 0, for any that is free, to " + MAX_PORT);
        }
        try {
            InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "--host " + host + " is no address of this machine; 127.0.0.1 is for this machine's own clients,"
                            + " 0.0.0.0 for all",
                    e);
        }
        if (idleSeconds < 0) {
            throw new IllegalArgumentException("--idle-timeout is " + idleSeconds + " seconds; 0 is for never");
        }
        JsonLog.start(System.out);
        return embedded ? serveEmbedded(target) : serveForeground(target);
    }

    private int serveEmbedded(Target.Local target) throws InterruptedException {
        boolean served = EmbeddedServer.serve(target, port, Duration.ofSeconds(idleSeconds), SystemEnvironment.open());
        return served ? 0 : Starter.ANOTHER_SERVER_RUNS;
    }

    private int serveForeground(Target.Local target) throws InterruptedException {
        SystemEnvironment system = SystemEnvironment.open();
        target.directory().create();
        String given = System.getenv("SLEEPER_TOKEN");
        String token = given != null && !given.isEmpty()
                ? given
                : target.directory().keptToken(system.environment().random());
        ServerProcess process = ServerProcess.start(
                new ServerProcess.Plan(
                        target.location(),
                        new Listening(host, port, token),
                        target.directory().spill()),
                system);
        Terminal terminal = Objects.requireNonNull(sleeper).terminal();
        terminal.note("Serving " + process.root() + " at " + process.url());
        if (given == null || given.isEmpty()) {
            terminal.note("The token is in " + target.directory().keptTokenFile());
        }
        process.serve(Duration.ofSeconds(idleSeconds), () -> terminal.note("Stopping"));
        return 0;
    }
}
