package dev.sleeper.server.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/// Which program this is.
///
/// @param version the release
/// @param build   differs when any code of the program does, so that a client can tell a server of other code
public record Build(String version, String build) {
    private static final String RESOURCE = "/META-INF/sleeper.properties";

    /// The build of the running program.
    public static Build own() {
        Properties properties = new Properties();
        try (InputStream in = Objects.requireNonNull(Build.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + RESOURCE + " of this program", e);
        }
        return new Build(properties.getProperty("version"), properties.getProperty("build"));
    }
}
