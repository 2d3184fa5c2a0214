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
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Finds the local server of an instance, or starts it. Any number of processes may do so at once, in Java or Python:
/// they get the same server.
public final class Starter {
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    /// How long for a server that stops, which gives the requests that it is at 45 seconds.
    private static final Duration END_PATIENCE = Duration.ofMinutes(1);
    /// Longer than whoever has the lock may take.
    private static final Duration LOCK_PATIENCE = Duration.ofMinutes(2);
    /// How long for the word of a server that is there: a process that is stopped, or another on its port, never gives
    /// it.
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int SHOWN_LOG_LINES = 15;
    /// With this the program begins to say why it ends.
    private static final String SAID = "sleeper: ";
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

    /// What became of a server that was to stop.
    public enum Stopped {
        NONE_RAN,
        STOPPED,
        /// It is at long requests, or does not answer.
        STILL_THERE
    }

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
        return answering(description -> true);
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
            running().ifPresent(Starter::askToStop);
            return start();
        }
    }

    /// Asks the server to stop and waits until it has, or one that stops already.
    public Stopped stop() throws InterruptedException {
        Optional<Running> running = running();
        if (running.isEmpty() && !isLocked()) {
            return Stopped.NONE_RAN;
        }
        running.ifPresent(Starter::askToStop);
        long deadline = clock.nanoTime() + END_PATIENCE.toNanos();
        while (isLocked()) {
            if (clock.nanoTime() > deadline) {
                return Stopped.STILL_THERE;
            }
            clock.pause(POLL);
        }
        return Stopped.STOPPED;
    }

    private static void askToStop(Running server) {
        try (ApiClient client = new ApiClient(server.url(), server.token(), PROBE_PATIENCE)) {
            client.send("POST", "/v1/instance/stop");
        } catch (ApiLostException | ApiProblemException gone) {
            // Its lock tells when it is gone.
        }
    }

    private boolean isLocked() {
        if (!Files.exists(target.directory().serverLock())) {
            return false;
        }
        Optional<ProcessLock> lock = ProcessLock.tryTake(target.directory().serverLock());
        lock.ifPresent(ProcessLock::close);
        return lock.isEmpty();
    }

    private Optional<Running> ownRunning() {
        return answering(description -> description.build().equals(build.build()));
    }

    /// Asks whoever is at the port who it is: another process may have come to have the port of a server that is gone.
    private Optional<Running> answering(Predicate<RunDirectory.Description> wanted) {
        // The token first: a server takes its description back before it makes another, so that this one is never
        // sent to where the server before it was.
        Optional<String> token = target.directory().readToken();
        Optional<RunDirectory.Description> found =
                target.directory().readDescription().filter(wanted);
        if (token.isEmpty() || found.isEmpty()) {
            return Optional.empty();
        }
        RunDirectory.Description description = found.get();
        URI url = URI.create(description.url());
        try (ApiClient client = new ApiClient(url, token.get(), PROBE_PATIENCE)) {
            long pid = client.get("/v1/instance").path("pid").asLong(-1);
            return pid == description.pid()
                    ? Optional.of(new Running(url, token.get(), pid, description.version()))
                    : Optional.empty();
        } catch (ApiLostException | ApiProblemException gone) {
            return Optional.empty();
        }
    }

    private ProcessLock awaitLock() throws InterruptedException {
        return ProcessLock.takeWithin(target.directory().startLock(), LOCK_PATIENCE, clock)
                .orElseThrow(() -> new ServerNotStartedException("Another process has been starting the server for "
                        + LOCK_PATIENCE.toSeconds() + " s; it holds the lock on "
                        + target.directory().startLock()));
    }

    private Running start() throws InterruptedException {
        long deadline = clock.nanoTime() + END_PATIENCE.toNanos();
        while (true) {
            Optional<Running> other = awaitOther(deadline);
            if (other.isPresent()) {
                return other.get();
            }
            target.directory().rotateLog();
            File log = target.directory().log().toFile();
            long logStart = log.length();
            Process process = launch(log);
            long answerDeadline = clock.nanoTime() + START_PATIENCE.toNanos();
            while (process.isAlive()) {
                Optional<Running> running = ownRunning();
                if (running.isPresent()) {
                    return running.get();
                }
                if (clock.nanoTime() > answerDeadline) {
                    process.destroyForcibly();
                    throw notStarted("did not answer within " + START_PATIENCE.toSeconds() + " s", logStart);
                }
                clock.pause(POLL);
            }
            if (isFailure(process.exitValue()) || clock.nanoTime() > deadline) {
                throw notStarted("ended with status " + process.exitValue(), logStart);
            }
        }
    }

    /// Waits until no other server has the instance; gives the other if it comes to answer.
    private Optional<Running> awaitOther(long deadline) throws InterruptedException {
        while (isLocked()) {
            Optional<Running> running = ownRunning();
            if (running.isPresent()) {
                return running;
            }
            if (clock.nanoTime() > deadline) {
                throw new ServerNotStartedException(
                        "A server of " + target.location().uri()
                                + " is there, but does not answer; end the process that holds the lock on "
                                + target.directory().serverLock()
                                + target.directory()
                                        .readDescription()
                                        .map(described -> ": kill -9 " + described.pid())
                                        .orElse(""));
            }
            clock.pause(POLL);
        }
        return Optional.empty();
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

    /// Another server was quicker, or somebody ended this one: both are worth another attempt.
    private static boolean isFailure(int exitStatus) {
        boolean killed = exitStatus > 128;
        return exitStatus != ANOTHER_SERVER_RUNS && exitStatus != 0 && !killed;
    }

    /// Java speaks of a heap that it does not take, but not of where it comes from.
    private String heapHint() {
        String heap = environment.getOrDefault("SLEEPER_HEAP", "");
        return heap.isEmpty()
                ? ""
                : "\n  The heap is the " + heap + " of SLEEPER_HEAP; does Java take that? Usual is 512m to 2g.";
    }

    private ServerNotStartedException notStarted(String what, long logStart) {
        String server = "The server of " + target.location().uri() + " " + what;
        List<String> lines = target.directory().logFrom(logStart);
        // The program knows why, and what to do: hints follow on lines that are indented.
        List<String> said = lines.stream()
                .dropWhile(line -> !line.startsWith(SAID))
                .takeWhile(line -> line.startsWith(SAID) || line.startsWith("  "))
                .toList();
        if (!said.isEmpty()) {
            return new ServerNotStartedException(
                    server + ": " + String.join("\n", said).substring(SAID.length()));
        }
        List<String> end = lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size());
        return new ServerNotStartedException(
                server + ". The end of " + target.directory().log() + ":\n  " + String.join("\n  ", end) + heapHint());
    }
}
