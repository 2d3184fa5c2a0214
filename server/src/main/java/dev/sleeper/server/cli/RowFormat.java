package dev.sleeper.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a file of rows is.
enum RowFormat {
    PARQUET("application/vnd.apache.parquet", ".parquet .pq"),
    ARROW("application/vnd.apache.arrow.stream", ".arrow .arrows .feather .ipc"),
    NDJSON("application/x-ndjson", ".ndjson .jsonl");

    private final String mediaType;
    /// What names of such files end in, with spaces between.
    private final String endings;

    RowFormat(String mediaType, String endings) {
        this.mediaType = mediaType;
        this.endings = endings;
    }

    static Optional<RowFormat> ofName(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> List.of(format.endings.split(" ")).stream().anyMatch(name::endsWith))
                .findFirst();
    }

    /// The format with this name.
    ///
    /// @param wanted those that there may be
    static RowFormat named(String name, RowFormat... wanted) {
        return Arrays.stream(wanted)
                .filter(format -> format.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--format " + name + " is none of "
                        + Arrays.stream(wanted).map(RowFormat::toString).collect(Collectors.joining(", "))));
    }

    String mediaType() {
        return mediaType;
    }

    /// The file's bytes as the API takes them: of an Arrow file the stream that is inside it.
    InputStream open(Path file) throws IOException {
        return this == ARROW && ArrowFile.isOne(file) ? ArrowFile.openStream(file) : Files.newInputStream(file);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
