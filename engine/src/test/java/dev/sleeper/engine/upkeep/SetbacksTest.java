package dev.sleeper.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SetbacksTest {
    private final Setbacks setbacks = new Setbacks();

    @Test
    void whatFailsAgainAndAgainIsLeftAloneForLongerAndLonger() {
        assertThat(setbacks.add("work", 0)).isEqualTo(Duration.ofSeconds(30));
        assertThat(setbacks.add("work", 0)).isEqualTo(Duration.ofMinutes(1));
        for (int i = 0; i < 100; i++) {
            setbacks.add("work", 0);
        }
        assertThat(setbacks.add("work", 0)).isEqualTo(Duration.ofMinutes(64));
        assertThat(setbacks.left("other", 0)).isZero();
    }

    @Test
    void aSetbackIsForgottenOnceTheWorkSucceeds() {
        Duration wait = setbacks.add("work", 5);
        assertThat(setbacks.left("work", 4 + wait.toNanos())).isEqualTo(Duration.ofNanos(1));
        assertThat(setbacks.left("work", 5 + wait.toNanos())).isZero();

        setbacks.add("work", 5);
        setbacks.clear("work");

        assertThat(setbacks.left("work", 5)).isZero();
        assertThat(setbacks.add("work", 5)).isEqualTo(wait);
    }
}
