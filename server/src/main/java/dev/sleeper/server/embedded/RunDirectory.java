package dev.sleeper.server.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The run files of one instance's local server, readable by their owner alone.
///
/// @param path the directory, which need not be there yet
public record RunDirectory(Path path) {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int TOKEN_BYTES = 32;
    private static final long MAX_LOG_BYTES = 10 << 20;

    /// What a server says about itself once it answers: the content of `server.json`.
    ///
    /// @param pid     its process
    /// @param url     where it answers
    /// @param root    the instance that it serves
    /// @param version the release of its program
    /// @param build   marks the build of its program
    /// @param started when it began to serve, ISO 8601
    public record Description(long pid, String url, String root, String version, String build, String started) {}

    public Path description() {
        return path.resolve("server.json");
    }

    /// Has the token of the local server.
    public Path tokenFile() {
        return path.resolve("token");
    }

    /// Has the token of servers that people start, who tell it to others.
    public Path keptTokenFile() {
        return path.resolve("token.kept");
    }

    public Path log() {
        return path.resolve("server.log");
    }

    /// Held by whoever starts a server, while it does.
    public Path startLock() {
        return path.resolve("start.lock");
    }

    /// Held by the server, while it lives.
    public Path serverLock() {
        return path.resolve("server.lock");
    }

    /// For rows that do not fit in memory.
    public Path spill() {
        return path.resolve("spill");
    }

    /// The archive of loaded classes that makes the next start fast.
    public Path classArchive() {
        return path.resolve("server.jsa");
    }

    /// Makes the directory when it is not there.
    public void create() {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            if (!Files.isDirectory(path)) {
                Files.createDirectory(path, ownerOnly("rwx------"));
            }
        } catch (FileAlreadyExistsException madeByAnother) {
            // That is as good.
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the run directory " + path, e);
        }
    }

    /// What the server that was here last says about itself; it may be gone. Empty when there was none.
    public Optional<Description> readDescription() {
        try {
            JsonNode json = MAPPER.readTree(Files.readAllBytes(description()));
            return Optional.of(new Description(
                    json.path("pid").asLong(),
                    json.path("url").asString(),
                    json.path("root").asString(),
                    json.path("version").asString(),
                    json.path("build").asString(),
                    json.path("started").asString()));
        } catch (IOException | JacksonException none) {
            return Optional.empty();
        }
    }

    /// Puts the description in place whole.
    public void writeDescription(Description description) {
        try {
            Path temporary = path.resolve("server.json." + description.pid());
            ObjectNode json = MAPPER.createObjectNode()
                    .put("pid", description.pid())
                    .put("url", description.url())
                    .put("root", description.root())
                    .put("version", description.version())
                    .put("build", description.build())
                    .put("started", description.started());
            Files.write(temporary, MAPPER.writeValueAsBytes(json));
            Files.move(temporary, description(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + description(), e);
        }
    }

    /// Takes the description back, so that nobody asks a server that stops. Done by the one that holds the lock.
    public void deleteDescription() {
        try {
            Files.deleteIfExists(description());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + description(), e);
        }
    }

    /// The token of the local server; empty when there was none yet.
    public Optional<String> readToken() {
        return readToken(tokenFile());
    }

    /// Puts a log aside that has grown long, for the next server to begin another. Called by the one that holds the
    /// start lock.
    public void rotateLog() {
        try {
            if (Files.exists(log()) && Files.size(log()) > MAX_LOG_BYTES) {
                Files.move(log(), path.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot put " + log() + " aside", e);
        }
    }

    /// The log's lines from a place on.
    public List<String> logFrom(long place) {
        try {
            byte[] written = Files.readAllBytes(log());
            int from = (int) Math.min(place, written.length);
            return new String(written, from, written.length - from, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + log(), e);
        }
    }

    /// Mints the token of the local server that is about to answer. With each its own, nobody learns anything from a
    /// client that takes another process for the server before. Called by the one that holds the server's lock.
    public String newToken(RandomGenerator random) {
        // First, so that whoever reads the new token does not find the address of the old server.
        deleteDescription();
        return mint(tokenFile(), random);
    }

    /// The token of a server that somebody starts in the foreground; it stays the same over restarts.
    public String keptToken(RandomGenerator random) {
        // Of servers that begin at once, one mints the token of all.
        ProcessLock lock = ProcessLock.take(path.resolve("kept-token.lock"));
        try (lock) {
            return readToken(keptTokenFile()).orElseGet(() -> mint(keptTokenFile(), random));
        }
    }

    private static Optional<String> readToken(Path file) {
        try {
            String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
            return token.isEmpty() ? Optional.empty() : Optional.of(token);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static String mint(Path file, RandomGenerator random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        try {
            Path temporary = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(temporary);
            Files.createFile(temporary, ownerOnly("rw-------"));
            Files.writeString(temporary, token + "\n", StandardCharsets.US_ASCII);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
        return token;
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
