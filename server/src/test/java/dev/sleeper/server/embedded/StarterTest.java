package dev.sleeper.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.location.StoreLocation;
import dev.sleeper.server.embedded.Starter.Stopped;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterTest {
    private final Target.Local target;
    private final Starter starter;

    StarterTest(@TempDir Path directory) {
        Home home = new Home(directory);
        StoreLocation location = StoreLocation.parse(directory.resolve("data").toString());
        this.target = new Target.Local(location, home.runDirectory(location));
        this.starter = new Starter(target, home, Map.of(), new ManualTimekeeper());
    }

    @Test
    void whereNoServerEverRanNoneIsStopped() throws InterruptedException {
        assertThat(starter.stop()).isEqualTo(Stopped.NONE_RAN);
        assertThat(target.directory().path()).doesNotExist();
    }

    @Test
    void aHeapThatJavaDoesNotTakeIsToldWithItsVariable(@TempDir Path directory) {
        try (SystemEnvironment system = SystemEnvironment.open()) {
            Starter small = new Starter(
                    target,
                    new Home(directory),
                    Map.of("SLEEPER_HEAP", "1"),
                    system.environment().clock());

            assertThatThrownBy(small::findOrStart)
                    .isInstanceOf(ServerNotStartedException.class)
                    .hasMessageContaining("the 1 of SLEEPER_HEAP");
        }
    }

    @Test
    void aServerThatKeepsItsLockIsNotToldAsStopped() throws InterruptedException {
        target.directory().create();
        ProcessLock held = ProcessLock.tryTake(target.directory().serverLock()).orElseThrow();
        try (held) {
            assertThat(starter.stop()).isEqualTo(Stopped.STILL_THERE);
        }
        assertThat(starter.stop()).isEqualTo(Stopped.NONE_RAN);
    }
}
