package dev.sleeper.objectstore.local;

import dev.sleeper.objectstore.ObjectPath;
import dev.sleeper.objectstore.ObjectSummary;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One list: goes through the directories that can hold what was asked for, in the order of the objects' paths.
///
/// Symbolic links, and whatever has a name that no object can have, are passed over.
final class LocalList {
    private static final Logger LOG = LoggerFactory.getLogger(LocalList.class);

    private final Folders folders;
    private final String prefix;
    private final String after;
    private final int limit;
    private final List<ObjectSummary> found = new ArrayList<>();

    /// A file or a directory in a directory.
    ///
    /// @param path where it is below the root, a directory's with a slash at its end: so a directory sorts as the
    ///             objects in it do
    private record Child(String path, BasicFileAttributes attributes) {}

    LocalList(Folders folders, String prefix, String after, int limit) {
        this.folders = folders;
        this.prefix = prefix;
        this.after = after;
        this.limit = limit;
    }

    List<ObjectSummary> read() throws IOException {
        String start = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        if (folders.isThere(folders.root().resolve(start))) {
            addFrom(start);
        }
        return List.copyOf(found);
    }

    private void addFrom(String folder) throws IOException {
        for (Child child : children(folder)) {
            if (found.size() >= limit) {
                return;
            }
            if (child.attributes().isDirectory()) {
                addFrom(child.path());
            } else {
                BasicFileAttributes file = child.attributes();
                found.add(new ObjectSummary(
                        child.path(), file.size(), file.lastModifiedTime().toInstant()));
            }
        }
    }

    private List<Child> children(String folder) throws IOException {
        List<Child> children = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folders.root().resolve(folder))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (ObjectPath.isLegalSegment(name) && mayBeAskedFor(folder + name)) {
                    addIfAskedFor(folder + name, file, children);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Gone since its parent was read; or never there.
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        children.sort(Comparator.comparing(Child::path));
        return children;
    }

    /// Whether an object of this path, or one below it, is asked for; answered without touching the file.
    private boolean mayBeAskedFor(String path) {
        return isFileAskedFor(path) || isFolderAskedFor(path + "/");
    }

    private boolean isFileAskedFor(String path) {
        return path.startsWith(prefix) && path.compareTo(after) > 0;
    }

    private boolean isFolderAskedFor(String path) {
        return (path.startsWith(prefix) || prefix.startsWith(path))
                && (path.compareTo(after) > 0 || after.startsWith(path));
    }

    private void addIfAskedFor(String path, Path file, List<Child> children) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile() && isFileAskedFor(path)) {
                children.add(new Child(path, attributes));
            } else if (attributes.isDirectory() && isFolderAskedFor(path + "/")) {
                children.add(new Child(path + "/", attributes));
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} was deleted since its directory was read", path, e);
        }
    }
}
