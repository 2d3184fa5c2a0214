package dev.sleeper.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.environment.Timekeeper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final Path file;

    ProcessLockTest(@TempDir Path directory) {
        this.file = directory.resolve("server.lock");
    }

    @Test
    void aLockThatAnotherHasForAMomentIsTakenAfterIt() throws InterruptedException {
        ProcessLock held = ProcessLock.tryTake(file).orElseThrow();
        Optional<ProcessLock> taken = ProcessLock.takeWithin(file, PATIENCE, new ClosingTimekeeper(held));

        assertThat(taken).isPresent();
        taken.orElseThrow().close();
    }

    @Test
    void aLockThatAnotherKeepsIsNotTaken() throws InterruptedException {
        ProcessLock held = ProcessLock.tryTake(file).orElseThrow();
        try (held) {
            assertThat(ProcessLock.takeWithin(file, PATIENCE, new ManualTimekeeper()))
                    .isEmpty();
        }
    }

    /// A clock during whose first pause the lock is given back.
    private record ClosingTimekeeper(ProcessLock held) implements Timekeeper {
        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void pause(Duration duration) {
            held.close();
        }
    }
}
