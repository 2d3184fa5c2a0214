package dev.sleeper.server.process;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sleeper.engine.EngineSettings;
import dev.sleeper.engine.Instance;
import dev.sleeper.environment.Environment;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.location.StoreLocation;
import dev.sleeper.server.http.Activity;
import dev.sleeper.server.http.ApiServer;
import dev.sleeper.server.http.ServerIdentity;
import dev.sleeper.server.rows.BodyMemory;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One server over one instance, from its start to its end. This is the wiring of a process: here the clock, the
/// randomness, the threads, the store, the engine and the API are made and handed to each other.
///
/// Thread-safe.
public final class ServerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
    /// Longer than requests have to finish.
    private static final Duration EXIT_PATIENCE = Duration.ofSeconds(45);
    /// Where the system does not tell.
    private static final long USUAL_OPEN_FILES = 1_024;

    private static final Duration IDLE_CHECK = Duration.ofSeconds(1);

    private final SystemEnvironment system;
    private final ObjectStore store;
    private final Instance instance;
    private final Activity activity;
    private final ServerIdentity identity;
    private final ApiServer api;
    private final String url;
    private final CountDownLatch stopAsked;

    /// How to serve.
    ///
    /// @param location       where the instance is
    /// @param listening      where to listen
    /// @param spillDirectory for rows that do not fit in memory
    public record Plan(StoreLocation location, ApiServer.Listening listening, Path spillDirectory) {}

    private ServerProcess(
            SystemEnvironment system, ObjectStore store, Instance instance, Plan plan, CountDownLatch stopAsked) {
        Environment environment = system.environment();
        Build build = Build.own();
        this.system = system;
        this.store = store;
        this.instance = instance;
        this.stopAsked = stopAsked;
        this.activity = new Activity(environment.clock());
        this.identity = new ServerIdentity(
                plan.location().uri(),
                build.version(),
                build.build(),
                ProcessHandle.current().pid(),
                environment.clock().now());
        // With a heap of 1 GiB three batches of the largest size at once, or some dozen of the size that clients send.
        BodyMemory bodies = new BodyMemory(Runtime.getRuntime().maxMemory() / 16 * 3);
        this.api = ApiServer.start(
                plan.listening(), instance, identity, activity, bodies, environment, stopAsked::countDown);
        this.url = "http://" + inUrl(plan.listening().host()) + ":" + api.port();
    }

    /// Opens the instance and begins to answer.
    ///
    /// @param system closed with the process, also when this fails
    /// @throws dev.sleeper.engine.RequestException when a newer Sleeper made the instance
    /// @throws dev.sleeper.objectstore.StoreUnavailableException when the store cannot be reached
    public static ServerProcess start(Plan plan, SystemEnvironment system) {
        ObjectStore store = null;
        Instance instance = null;
        try {
            store = plan.location().open(system.environment());
            EngineSettings settings = EngineSettings.of(
                    plan.spillDirectory(), Runtime.getRuntime().maxMemory(), maxOpenFiles(), upkeepWorkers());
            instance = Instance.open(store, system.environment(), settings);
            ServerProcess process = new ServerProcess(system, store, instance, plan, new CountDownLatch(1));
            LOG.atInfo()
                    .addKeyValue("url", process.url)
                    .addKeyValue("root", plan.location().uri())
                    .log("serving");
            return process;
        } catch (RuntimeException e) {
            close(instance, e);
            close(store, e);
            close(system, e);
            throw e;
        }
    }

    public ServerIdentity identity() {
        return identity;
    }

    /// Where it answers.
    public String url() {
        return url;
    }

    /// The instance that is served.
    public URI root() {
        return identity.root();
    }

    /// Serves until the server is asked to stop, the process is told to end, or there has been no request and nothing
    /// that goes on for a while; then lets requests that run finish and closes everything.
    ///
    /// @param idleTimeout zero for a server that never stops by itself
    /// @param beforeClose done when the server begins to stop
    public void serve(Duration idleTimeout, Runnable beforeClose) throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        SystemEnvironment.beforeExit(() -> stopAndAwait(closed));
        try {
            awaitStop(idleTimeout);
            beforeClose.run();
        } finally {
            try {
                close();
            } finally {
                closed.countDown();
            }
        }
    }

    private void stopAndAwait(CountDownLatch closed) {
        stopAsked.countDown();
        try {
            if (!closed.await(EXIT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("stopped in the middle of requests");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStop(Duration idleTimeout) throws InterruptedException {
        while (!stopAsked.await(IDLE_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
            api.endStalled();
            instance.tick();
            boolean idle = idleTimeout.isPositive()
                    && activity.idleTime().compareTo(idleTimeout) >= 0
                    && instance.openOperations() == 0;
            if (idle) {
                LOG.atInfo().addKeyValue("idleSeconds", idleTimeout.toSeconds()).log("idle");
                return;
            }
        }
    }

    /// Lets requests that run finish, and gives everything back.
    @Override
    public void close() {
        try (system;
                store;
                instance;
                api) {
            LOG.info("stopping");
        }
        LOG.info("stopped");
    }

    private static long maxOpenFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : USUAL_OPEN_FILES;
    }

    /// A share of the processors, so that requests are never starved, and one more for small work.
    private static int upkeepWorkers() {
        return 1 + Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    private static String inUrl(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static void close(@Nullable AutoCloseable opened, RuntimeException failure) {
        if (opened == null) {
            return;
        }
        try {
            opened.close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }
}
