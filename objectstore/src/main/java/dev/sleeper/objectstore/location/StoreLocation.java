package dev.sleeper.objectstore.location;

import dev.sleeper.environment.Environment;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.local.LocalObjectStore;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where an instance's root is.
public sealed interface StoreLocation {

    /// The root as one URI, however it was written: links in the part of a path that is there are resolved.
    URI uri();

    /// Opens the store that is there.
    ///
    /// @throws IllegalArgumentException when no store can be there; the message says why
    /// @throws dev.sleeper.objectstore.StoreUnavailableException when it cannot be reached
    ObjectStore open(Environment environment);

    /// Reads what a user wrote: the path of a directory, `file:///…`, or `memory:`.
    ///
    /// @throws IllegalArgumentException when it is none of these; the message says what would be
    static StoreLocation parse(String text) {
        // A single letter before a colon is a drive of Windows.
        Matcher scheme =
                Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*", Pattern.DOTALL).matcher(text);
        if (!scheme.matches()) {
            return Directory.ofPath(text);
        }
        return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
            case "file" -> Directory.ofUri(text);
            case "memory" -> new Memory();
            case "s3", "s3a", "s3n" ->
                throw new IllegalArgumentException(
                        "The root " + text + " is on S3, where Sleeper does not work yet; today a"
                                + " root is a directory of this machine: its path, or file:///path");
            default ->
                throw new IllegalArgumentException(
                        "The root " + text + " is of no known kind; a root is a directory of this"
                                + " machine: its path (./" + text + " if that was meant), or file:///path");
        };
    }

    /// A directory of this machine, which need not be there yet.
    ///
    /// @param path absolute
    record Directory(Path path) implements StoreLocation {
        private static Directory ofPath(String text) {
            if (text.isBlank()) {
                throw new IllegalArgumentException("The root is empty; it should be a directory's path");
            }
            try {
                return new Directory(Path.of(text).toAbsolutePath().normalize());
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("The root is no path: " + e.getReason(), e);
            }
        }

        private static Directory ofUri(String text) {
            try {
                return new Directory(Path.of(new URI(text)).normalize());
            } catch (URISyntaxException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "The root " + text + " is no file URI (" + e.getMessage()
                                + "); write file:///path, with %20 for a space and so on, or the path alone",
                        e);
            }
        }

        @Override
        public URI uri() {
            return LocalObjectStore.uriOf(resolved(path));
        }

        private static Path resolved(Path path) {
            try {
                return path.toRealPath();
            } catch (IOException e) {
                Path parent = path.getParent();
                return parent == null ? path : resolved(parent).resolve(path.getFileName());
            }
        }

        @Override
        public ObjectStore open(Environment environment) {
            return LocalObjectStore.open(path, environment);
        }
    }

    /// This process's memory: each store that is opened is empty, and gone with the process.
    record Memory() implements StoreLocation {
        @Override
        public URI uri() {
            return URI.create("memory:///");
        }

        @Override
        public ObjectStore open(Environment environment) {
            return new InMemoryObjectStore(environment.clock());
        }
    }
}
