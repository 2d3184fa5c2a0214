package dev.sleeper.server.http;

import dev.sleeper.engine.EngineSettings;
import dev.sleeper.engine.Instance;
import dev.sleeper.environment.Environment;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.server.rows.BodyMemory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// The routes as the server has them, so that no test lists them by hand.
final class ApiRoutes {
    private ApiRoutes() {}

    static List<Route> all(Path spill) {
        try (SystemEnvironment system = SystemEnvironment.open()) {
            Environment environment = system.environment();
            InMemoryObjectStore store = new InMemoryObjectStore(environment.clock());
            try (Instance instance = Instance.open(store, environment, EngineSettings.of(spill, 1L << 30, 1_000, 0))) {
                ServerIdentity identity = new ServerIdentity(URI.create("memory:///"), "0", "test", 1, Instant.EPOCH);
                return Routes.over(
                                instance,
                                identity,
                                new BodyMemory(1L << 20),
                                () -> {},
                                environment.blocking(),
                                new Activity(environment.clock()))
                        .all();
            }
        }
    }
}
