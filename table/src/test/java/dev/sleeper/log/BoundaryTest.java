package dev.sleeper.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.log.Boundary.Close;
import dev.sleeper.log.Boundary.GiveUpEntries;
import dev.sleeper.log.Boundary.NameCheckpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoundaryTest {
    private static final CheckpointName TENTH = new CheckpointName(10, "a");
    private static final CheckpointName TWENTIETH = new CheckpointName(20, "b");

    @Test
    void itOnlyMovesForward() {
        Boundary boundary = new Boundary(5, Optional.of(TENTH));

        assertThat(new NameCheckpoint(TWENTIETH).after(boundary)).isEqualTo(new Boundary(5, Optional.of(TWENTIETH)));
        assertThat(new NameCheckpoint(new CheckpointName(10, "z")).after(boundary))
                .isEqualTo(boundary);
        assertThat(new NameCheckpoint(new CheckpointName(9, "z")).after(boundary))
                .isEqualTo(boundary);
        assertThat(new GiveUpEntries(9).after(boundary)).isEqualTo(new Boundary(9, Optional.of(TENTH)));
        assertThat(new GiveUpEntries(4).after(boundary)).isEqualTo(boundary);
    }

    @Test
    void nothingMovesAClosedBoundary() {
        Boundary closed = new Close().after(new Boundary(5, Optional.of(TENTH)));

        assertThat(closed.closed()).isTrue();
        assertThat(closed.covers(Long.MAX_VALUE)).isTrue();
        assertThat(new NameCheckpoint(TWENTIETH).after(closed)).isEqualTo(closed);
        assertThat(new GiveUpEntries(9).after(closed)).isEqualTo(closed);
        assertThat(new Close().after(closed)).isEqualTo(closed);
    }

    @Test
    void entriesAreNotGivenUpWithoutACheckpointThatContainsThem() {
        assertThatThrownBy(() -> new GiveUpEntries(10).after(new Boundary(5, Optional.of(TENTH))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GiveUpEntries(0).after(Boundary.NEW)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itsBytesAreReadBack() {
        for (Boundary boundary : List.of(
                Boundary.NEW,
                new Boundary(5, Optional.of(TENTH)),
                new Close().after(Boundary.NEW),
                new Close().after(new Boundary(5, Optional.of(TENTH))))) {
            assertThat(BoundaryJson.decode(BoundaryJson.encode(boundary))).isEqualTo(boundary);
        }
        assertThat(new String(BoundaryJson.encode(new Boundary(5, Optional.of(TENTH))), StandardCharsets.UTF_8))
                .isEqualTo("{\"through\":5,\"checkpoint\":\"00000000000000000010-a.checkpoint.parquet\"}");
    }

    @Test
    void damagedBytesAreNoBoundary() {
        for (String damaged : List.of(
                "",
                "{",
                "[]",
                "null",
                "{\"through\":5}",
                "{\"through\":\"5\",\"checkpoint\":null}",
                "{\"through\":1.5,\"checkpoint\":null}",
                "{\"through\":5,\"checkpoint\":null}",
                "{\"through\":1,\"checkpoint\":\"../x\"}",
                "{\"through\":-1,\"checkpoint\":7}")) {
            assertThatThrownBy(() -> BoundaryJson.decode(damaged.getBytes(StandardCharsets.UTF_8)))
                    .as(damaged)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
