package dev.sleeper.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Files that a command is given to read.
final class LocalFiles {
    private LocalFiles() {}

    /// Before the first is read, so that no mistake leaves some of them undone.
    static void requireReadable(List<Path> files) {
        for (Path path : files) {
            if (Files.isDirectory(path)) {
                throw new IllegalArgumentException(path + " is a directory; name the files in it");
            }
            if (!Files.exists(path)) {
                throw new IllegalArgumentException("There is no file " + path);
            }
            if (!Files.isReadable(path)) {
                throw new IllegalArgumentException("Access to " + path + " is not permitted");
            }
        }
    }
}
