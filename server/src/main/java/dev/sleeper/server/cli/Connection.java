package dev.sleeper.server.cli;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.server.client.ApiClient;
import dev.sleeper.server.embedded.Home;
import dev.sleeper.server.embedded.Starter;
import dev.sleeper.server.embedded.Starter.Running;
import dev.sleeper.server.embedded.Target;
import dev.sleeper.server.embedded.TargetRules;
import java.nio.file.Path;
import java.util.Map;

/// The way from a command to its instance's server.
final class Connection implements AutoCloseable {
    private final Target target;
    private final SystemEnvironment system;
    private ApiClient client;

    private Connection(Target target, SystemEnvironment system, ApiClient client) {
        this.target = target;
        this.system = system;
        this.client = client;
    }

    /// Finds the server, or starts it when the instance has none and is served locally.
    static Connection open(SleeperCommand command) throws InterruptedException {
        Target target = target(command);
        SystemEnvironment system = SystemEnvironment.open();
        try {
            return new Connection(target, system, find(target, system));
        } catch (RuntimeException | InterruptedException e) {
            system.close();
            throw e;
        }
    }

    private static ApiClient find(Target target, SystemEnvironment system) throws InterruptedException {
        return switch (target) {
            case Target.Remote remote -> new ApiClient(remote.url(), remote.token());
            case Target.Local local -> {
                Running running = starter(local, system).findOrStart();
                yield new ApiClient(running.url(), running.token());
            }
        };
    }

    /// Finds or starts the server again, after the one that was found is lost.
    void findAgain() throws InterruptedException {
        client.close();
        client = find(target, system);
    }

    static Target target(SleeperCommand command) {
        return new TargetRules(home(), System.getenv()).resolve(command.target());
    }

    static Starter starter(Target.Local local, SystemEnvironment system) {
        return new Starter(local, home(), System.getenv(), system.environment().clock());
    }

    ApiClient client() {
        return client;
    }

    SystemEnvironment system() {
        return system;
    }

    @Override
    public void close() {
        client.close();
        system.close();
    }

    private static Home home() {
        Map<String, String> environment = System.getenv();
        // Java takes the home directory from the user database; the Python package and shells take it from HOME.
        String userHome = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return Home.of(environment, System.getProperty("os.name"), Path.of(userHome));
    }
}
