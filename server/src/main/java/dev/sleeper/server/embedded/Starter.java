package dev.sleeper.server.embedded;

import dev.sleeper.environment.Timekeeper;
import dev.sleeper.server.client.ApiClient;
import dev.sleeper.server.client.ApiLostException;
import dev.sleeper.server.client.ApiProblemException;
import dev.sleeper.server.process.Build;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the local server of an instance, or starts it. Any number of processes may do so at once, in Java or Python:
/// they get the same server.
public final class Starter {
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(10);
    /// Before another attempt when a server was found to be ending.
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final int SHOWN_LOG_LINES = 15;
    /// How a server ends that found another one at work.
    public static final int ANOTHER_SERVER_RUNS = 75;

    private final Target.Local target;
    private final Map<String, String> environment;
    private final Timekeeper clock;
    private final Build build = Build.own();

    /// A server that answers.
    ///
    /// @param url     where
    /// @param token   what it wants to know
    /// @param pid     its process
    /// @param version the release of its program
    public record Running(URI url, String token, long pid, String version) {}

    /// A starter for one instance.
    ///
    /// @param home        where the run directories are, for the server to come
    /// @param environment the environment variables
    public Starter(Target.Local target, Home home, Map<String, String> environment, Timekeeper clock) {
        this.target = target;
        this.environment = new HashMap<>(environment);
        this.environment.put("SLEEPER_HOME", home.directory().toString());
        this.clock = clock;
    }

    /// The server that answers now, of whatever build; empty when there is none. Starts nothing.
    public Optional<Running> running() {
        return target.directory().readDescription().flatMap(this::answering);
    }

    /// The server of this program's own build, started when there is none.
    ///
    /// @throws ServerNotStartedException when it does not come to answer
    public Running findOrStart() throws InterruptedException {
        Optional<Running> found = ownRunning();
        if (found.isPresent()) {
            return found.get();
        }
        target.directory().create();
        ProcessLock lock = awaitLock();
        try (lock) {
            found = ownRunning();
            if (found.isPresent()) {
                return found.get();
            }
            stop();
            return start();
        }
    }

    /// Asks the server to stop and waits until it has.
    ///
    /// @return false when there was none
    public boolean stop() throws InterruptedException {
        Optional<Running> running = running();
        if (running.isEmpty()) {
            return false;
        }
        try (ApiClient client = new ApiClient(running.get().url(), running.get().token())) {
            client.send("POST", "/v1/instance/stop");
            long deadline = clock.nanoTime() + START_PATIENCE.toNanos();
            while (isLocked() && clock.nanoTime() < deadline) {
                clock.pause(POLL);
            }
        } catch (ApiLostException | ApiProblemException gone) {
            return true;
        }
        return true;
    }

    private boolean isLocked() {
        Optional<ProcessLock> lock = ProcessLock.tryTake(target.directory().serverLock());
        lock.ifPresent(ProcessLock::close);
        return lock.isEmpty();
    }

    private Optional<Running> ownRunning() {
        return target.directory()
                .readDescription()
                .filter(description -> description.build().equals(build.build()))
                .flatMap(this::answering);
    }

    /// Asks whoever is at the port who it is: another process may have come to have the port of a server that is gone.
    private Optional<Running> answering(RunDirectory.Description description) {
        Optional<String> token = target.directory().readToken();
        if (token.isEmpty()) {
            return Optional.empty();
        }
        URI url = URI.create(description.url());
        try (ApiClient client = new ApiClient(url, token.get())) {
            long pid = client.get("/v1/instance").path("pid").asLong(-1);
            return pid == description.pid()
                    ? Optional.of(new Running(url, token.get(), pid, description.version()))
                    : Optional.empty();
        } catch (ApiLostException | ApiProblemException gone) {
            return Optional.empty();
        }
    }

    private ProcessLock awaitLock() throws InterruptedException {
        long deadline = clock.nanoTime() + LOCK_PATIENCE.toNanos();
        while (clock.nanoTime() < deadline) {
            Optional<ProcessLock> lock = ProcessLock.tryTake(target.directory().startLock());
            if (lock.isPresent()) {
                return lock.get();
            }
            clock.pause(POLL);
        }
        throw new ServerNotStartedException(
                "Another process has been starting the server for " + LOCK_PATIENCE.toSeconds()
                        + " s; it holds the lock on " + target.directory().startLock());
    }

    private Running start() throws InterruptedException {
        File log = target.directory().log().toFile();
        long logStart = log.length();
        long deadline = clock.nanoTime() + START_PATIENCE.toNanos();
        while (clock.nanoTime() < deadline) {
            Process process = launch(log);
            while (clock.nanoTime() < deadline) {
                Optional<Running> running = ownRunning();
                if (running.isPresent()) {
                    return running.get();
                }
                if (!process.isAlive()) {
                    checkEnd(process.exitValue(), logStart);
                    break;
                }
                clock.pause(POLL);
            }
            clock.pause(RETRY);
        }
        throw notStarted("did not answer within " + START_PATIENCE.toSeconds() + " s", logStart);
    }

    private Process launch(File log) {
        ProcessBuilder builder = new ProcessBuilder(Program.serving(target, environment))
                .directory(target.directory().path().toFile())
                .redirectInput(Redirect.from(new File(File.separatorChar == '\\' ? "NUL" : "/dev/null")))
                .redirectOutput(Redirect.appendTo(log))
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the server", e);
        }
    }

    /// A server that was still ending, or that somebody killed, is worth another attempt; one that failed is not.
    private void checkEnd(int exitStatus, long logStart) {
        boolean killed = exitStatus > 128;
        if (exitStatus != ANOTHER_SERVER_RUNS && exitStatus != 0 && !killed) {
            throw notStarted("ended with status " + exitStatus, logStart);
        }
    }

    private ServerNotStartedException notStarted(String what, long logStart) {
        StringBuilder message = new StringBuilder("The server of ")
                .append(target.location().uri())
                .append(' ')
                .append(what)
                .append(". The end of ")
                .append(target.directory().log())
                .append(':');
        try {
            byte[] written = Files.readAllBytes(target.directory().log());
            int from = (int) Math.min(logStart, written.length);
            List<String> lines = new String(written, from, written.length - from, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            lines.stream().skip(Math.max(0, lines.size() - SHOWN_LOG_LINES)).forEach(line -> message.append("\n  ")
                    .append(line));
        } catch (IOException e) {
            message.append(" cannot be read: ").append(e.getMessage());
        }
        return new ServerNotStartedException(message.toString());
    }
}
