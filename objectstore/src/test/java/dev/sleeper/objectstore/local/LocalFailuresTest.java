package dev.sleeper.objectstore.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sleeper.objectstore.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFailuresTest {
    @Test
    void aFullDiskIsCalledOne(@TempDir Path root) {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "a device that is always full");

        assertThatThrownBy(() -> Files.write(full, new byte[1])).isInstanceOfSatisfying(IOException.class, cause -> {
            StoreUnavailableException failure = LocalFailures.unavailable(root, "write object a", cause);
            assertThat(failure)
                    .hasMessage("Could not write object a in " + root
                            + ": the disk is full (or the quota used up); free some space and try again")
                    .hasCause(cause);
        });
    }

    @Test
    void aMissingPermissionIsCalledOne(@TempDir Path root) {
        IOException cause = new AccessDeniedException("/x/y");

        assertThat(LocalFailures.unavailable(root, "open the store", cause))
                .hasMessageStartingWith("Could not open the store in " + root + ": permission denied");
    }
}
