package dev.sleeper.rowfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleFilesTest {
    /// Left there for `python/tests/test_row_files.py`, which reads the files with readers of other makes.
    private static final Path DIRECTORY = Path.of(System.getProperty("sleeper.samples", "target/samples"));

    @Test
    void everySampleHasItsRowsBesideIt() throws IOException {
        SampleFiles.main(new String[] {DIRECTORY.toString()});

        try (Stream<Path> files = Files.list(DIRECTORY)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".parquet"))
                    .toList();
            assertThat(names).hasSizeGreaterThan(30).allSatisfy(name -> assertThat(
                            DIRECTORY.resolve(name.replace(".parquet", ".json")))
                    .exists());
        }
    }
}
