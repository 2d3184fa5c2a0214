package dev.sleeper.objectstore.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.PutOutcome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLocationTest {
    @Test
    void aPathAndItsUriAreOneLocation(@TempDir Path directory) throws IOException {
        Path real = directory.toRealPath();

        StoreLocation byPath = StoreLocation.parse(real + "/a b/../c d");
        StoreLocation byUri = StoreLocation.parse("file://" + real + "/c%20d/");

        assertThat(byPath).isEqualTo(byUri);
        assertThat(byPath.uri()).isEqualTo(URI.create("file://" + real + "/c%20d"));
    }

    @Test
    void aLinkToADirectoryIsTheDirectory(@TempDir Path directory) throws IOException {
        Path real = Files.createDirectory(directory.toRealPath().resolve("real"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);

        assertThat(StoreLocation.parse(link + "/sub").uri()).isEqualTo(URI.create("file://" + real + "/sub"));
        assertThat(StoreLocation.parse(link.toString()).uri()).isEqualTo(URI.create("file://" + real));
    }

    @Test
    void theUriOfALocationIsTheRootOfItsStore(@TempDir Path directory) {
        try (SystemEnvironment system = SystemEnvironment.open()) {
            for (String text : new String[] {directory + "/x y", "file://" + directory + "/z", "memory:"}) {
                StoreLocation location = StoreLocation.parse(text);
                try (ObjectStore store = location.open(system.environment())) {
                    assertThat(store.root()).isEqualTo(location.uri());
                    assertThat(store.putIfAbsent("a", new byte[1])).isEqualTo(PutOutcome.CREATED);
                }
            }
        }
    }

    @Test
    void aRelativePathStartsFromTheWorkingDirectory() {
        assertThat(StoreLocation.parse("some/where"))
                .isEqualTo(new StoreLocation.Directory(Path.of("some/where").toAbsolutePath()));
    }

    @Test
    void s3IsNotYetThereAndTheMessageSaysWhatIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreLocation.parse("s3://bucket/prefix"))
                .withMessage("The root s3://bucket/prefix is on S3, where Sleeper does not work yet; today a root is a"
                        + " directory of this machine: its path, or file:///path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "a\u0000b",
                "http://host/path",
                "my:dir",
                "file://host/path",
                "file:relative",
                "file:" + "///a b",
                "file:///a?b",
                "file:///a#b"
            })
    void whatIsNoRootIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreLocation.parse(text))
                .withMessageContaining("root");
    }
}
