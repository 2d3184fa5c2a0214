package dev.sleeper.server.embedded;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.server.http.ApiServer.Listening;
import dev.sleeper.server.http.ServerIdentity;
import dev.sleeper.server.process.ServerProcess;
import java.time.Duration;
import java.util.Optional;

/// The local server of an instance, as its own process runs it: alone by a lock, found by its description, gone when
/// nobody has asked for a while.
public final class EmbeddedServer {
    private static final String LOOPBACK = "127.0.0.1";
    /// Whoever wants to know whether a server runs has its lock for a moment.
    private static final Duration GLANCE = Duration.ofMillis(250);

    private EmbeddedServer() {}

    /// Serves until asked to stop, told to end, or idle.
    ///
    /// @param port        0 for any that is free
    /// @param idleTimeout zero for never
    /// @param system      closed before this returns
    /// @return false, at once, when another server of the instance runs
    public static boolean serve(Target.Local target, int port, Duration idleTimeout, SystemEnvironment system)
            throws InterruptedException {
        RunDirectory directory = target.directory();
        directory.create();
        Optional<ProcessLock> taken = ProcessLock.takeWithin(
                directory.serverLock(), GLANCE, system.environment().clock());
        if (taken.isEmpty()) {
            system.close();
            return false;
        }
        String token = directory.newToken(system.environment().random());
        ServerProcess.Plan plan =
                new ServerProcess.Plan(target.location(), new Listening(LOOPBACK, port, token), directory.spill());
        ProcessLock lock = taken.get();
        try (lock) {
            serve(ServerProcess.start(plan, system), directory, idleTimeout);
        }
        return true;
    }

    private static void serve(ServerProcess process, RunDirectory directory, Duration idleTimeout)
            throws InterruptedException {
        try {
            directory.writeDescription(describe(process));
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        // Whoever looks for a server once this one stops starts the next, which waits for this one's lock.
        process.serve(idleTimeout, directory::deleteDescription);
    }

    private static RunDirectory.Description describe(ServerProcess process) {
        ServerIdentity identity = process.identity();
        return new RunDirectory.Description(
                identity.pid(),
                process.url(),
                identity.root().toString(),
                identity.version(),
                identity.build(),
                identity.started().toString());
    }
}
