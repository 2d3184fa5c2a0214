package dev.sleeper.objectstore.local;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds files and directories below a root without following a symbolic link. A directory that was once found so is
/// known again by its file key as long as the same one is at its path: each access to an object asks for that.
///
/// Thread-safe.
final class Unlinked {
    private static final int MAX_REMEMBERED = 100_000;

    private final Path root;
    private final Map<Path, Object> known = new ConcurrentHashMap<>();

    Unlinked(Path root) {
        this.root = root;
    }

    /// The regular file at a path, if there is one.
    ///
    /// @throws FileSystemException when a symbolic link is on the way, or at its end
    Optional<BasicFileAttributes> find(Path file) throws IOException {
        try {
            if (!isThere(parentOf(file))) {
                return Optional.empty();
            }
            BasicFileAttributes attributes = attributes(file);
            if (attributes == null) {
                return Optional.empty();
            }
            if (attributes.isSymbolicLink()) {
                throw linked(file);
            }
            return attributes.isRegularFile() ? Optional.of(attributes) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// Whether a directory is there.
    ///
    /// @throws FileSystemException when a symbolic link is on the way
    boolean isThere(Path folder) throws IOException {
        try {
            BasicFileAttributes found = attributes(folder);
            if (found != null && found.fileKey() != null && found.fileKey().equals(known.get(folder))) {
                return true;
            }
            if (!folder.toRealPath().equals(folder)) {
                throw linked(folder);
            }
            remember(folder, found);
            return found != null && found.isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        } catch (FileSystemException e) {
            if (isBelowFile(folder)) {
                return false;
            }
            throw e;
        }
    }

    private void remember(Path folder, @Nullable BasicFileAttributes found) {
        if (found != null && found.isDirectory() && found.fileKey() != null) {
            if (known.size() >= MAX_REMEMBERED) {
                known.clear();
            }
            known.put(folder, found.fileKey());
        }
    }

    /// What is at a path, a link or not; null when nothing is. That is asked for entries that are yet to come, so it
    /// is no exception.
    private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        return path.getFileSystem()
                .provider()
                .readAttributesIfExists(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isBelowFile(Path folder) {
        for (Path above = folder; !above.equals(root); above = parentOf(above)) {
            if (Files.isRegularFile(above, LinkOption.NOFOLLOW_LINKS)) {
                return true;
            }
        }
        return false;
    }

    static Path parentOf(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalStateException("Only paths below the root are looked at, not " + file);
        }
        return parent;
    }

    static FileSystemException linked(Path folder) {
        return new FileSystemException(
                folder.toString(),
                null,
                "is a symbolic link or reached by one, which Sleeper does not follow below its root");
    }
}
