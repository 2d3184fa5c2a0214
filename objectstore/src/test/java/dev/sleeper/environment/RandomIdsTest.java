package dev.sleeper.environment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RandomIdsTest {
    @Test
    void writesTheBitsFromTheHighestOn() {
        assertThat(RandomIds.of(0, 0)).isEqualTo("aaaaaaaaaaaaaaaaaaaaaaaaaa");
        assertThat(RandomIds.of(-1, -1)).isEqualTo("7777777777777777777777777" + "4");
        assertThat(RandomIds.of(1L << 59, 0)).isEqualTo("baaaaaaaaaaaaaaaaaaaaaaaaa");
    }
}
