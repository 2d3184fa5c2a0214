package dev.sleeper.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sleeper.objectstore.location.StoreLocation;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    private final Target.Local target;

    ProgramTest(@TempDir Path home) {
        StoreLocation location = StoreLocation.parse(home.resolve("data").toString());
        this.target = new Target.Local(location, new Home(home).runDirectory(location));
    }

    @Test
    void anEmptyVariableSaysNothing() {
        Map<String, String> empty = Map.of("SLEEPER_HEAP", "", "SLEEPER_IDLE_TIMEOUT", "");

        assertThat(Program.serving(target, empty))
                .isEqualTo(Program.serving(target, Map.of()))
                .contains("-Xmx1g", "600");
    }

    @Test
    void aVariableThatSaysNothingSensibleIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Program.serving(target, Map.of("SLEEPER_HEAP", "banana")))
                .withMessage("SLEEPER_HEAP is 'banana', but must be a size such as 512m or 2g");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Program.serving(target, Map.of("SLEEPER_IDLE_TIMEOUT", "-1")))
                .withMessageStartingWith("SLEEPER_IDLE_TIMEOUT is '-1', but must be a whole number of seconds");
    }
}
