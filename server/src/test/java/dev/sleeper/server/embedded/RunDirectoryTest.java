package dev.sleeper.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    private final RunDirectory directory;
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    RunDirectoryTest(@TempDir Path path) {
        this.directory = new RunDirectory(path);
    }

    @Test
    void everyLocalServerHasATokenOfItsOwn() {
        String first = directory.newToken(random);

        assertThat(directory.newToken(random)).isNotEqualTo(first);
    }

    @Test
    void theAddressOfTheServerBeforeIsGoneOnceThereIsANewToken() {
        directory.writeDescription(new RunDirectory.Description(1, "http://127.0.0.1:1", "file:///r", "v", "b", "s"));

        String token = directory.newToken(random);

        assertThat(directory.readToken()).contains(token);
        assertThat(directory.readDescription()).isEmpty();
    }

    @Test
    void theTokenOfAServerThatPeopleStartIsKept() {
        String kept = directory.keptToken(random);

        assertThat(directory.newToken(random)).isNotEqualTo(kept);
        assertThat(directory.keptToken(random)).isEqualTo(kept);
    }

    @Test
    void aLogThatHasGrownLongIsPutAside() throws IOException {
        directory.rotateLog();
        Files.writeString(directory.log(), "short");
        directory.rotateLog();
        assertThat(directory.log()).hasContent("short");

        try (RandomAccessFile log = new RandomAccessFile(directory.log().toFile(), "rw")) {
            log.setLength(11 << 20);
        }
        directory.rotateLog();

        assertThat(directory.log()).doesNotExist();
        assertThat(directory.path().resolve("server.log.1")).hasSize(11 << 20);
    }
}
