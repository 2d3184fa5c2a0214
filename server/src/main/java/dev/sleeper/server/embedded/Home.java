package dev.sleeper.server.embedded;

import dev.sleeper.objectstore.location.StoreLocation;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where this user's embedded instances are, and what belongs to them.
///
/// @param directory `$SLEEPER_HOME`, or `sleeper` in the user's data directory
public record Home(Path directory) {
    private static final int KEY_DIGITS = 16;

    /// Finds it as the operating system has it; on macOS as on Linux, since Polars by itself reads no Delta table whose
    /// path has a space, as `Application Support` has.
    ///
    /// @param environment the environment variables
    /// @param system      the operating system's name, as Java tells it
    /// @param userHome    the user's home directory
    public static Home of(Map<String, String> environment, String system, Path userHome) {
        String given = environment.get("SLEEPER_HOME");
        if (isSet(given)) {
            return new Home(Path.of(given).toAbsolutePath());
        }
        if (system.toLowerCase(Locale.ROOT).contains("windows")) {
            String local = environment.get("LOCALAPPDATA");
            Path data =
                    isSet(local) ? Path.of(local) : userHome.resolve("AppData").resolve("Local");
            return new Home(data.resolve("sleeper"));
        }
        String data = environment.get("XDG_DATA_HOME");
        boolean usable = isSet(data) && Path.of(data).isAbsolute();
        Path directory = usable ? Path.of(data) : userHome.resolve(".local").resolve("share");
        return new Home(directory.resolve("sleeper"));
    }

    /// The root of an instance for which nothing else is said.
    public Path instanceRoot(String name) {
        return directory.resolve("instances").resolve(name);
    }

    public Path configFile() {
        return directory.resolve("config.properties");
    }

    /// Where the run files of an instance's local server are: never in the instance itself, which others may share.
    public RunDirectory runDirectory(StoreLocation location) {
        String key = HexFormat.of().formatHex(sha256(canonical(location.uri()))).substring(0, KEY_DIGITS);
        return new RunDirectory(directory.resolve("run").resolve(key));
    }

    /// The root without any escapes, so that every language comes to the same key.
    private static String canonical(URI root) {
        return "file".equals(root.getScheme()) ? "file://" + Path.of(root) : root.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isEmpty();
    }
}
