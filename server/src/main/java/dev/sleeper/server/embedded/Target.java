package dev.sleeper.server.embedded;

import dev.sleeper.objectstore.location.StoreLocation;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Which instance is meant, and how to reach it.
public sealed interface Target {

    /// One that somebody else's server serves.
    ///
    /// @param url   where that server answers
    /// @param token what it wants to know; null when none was given
    record Remote(URI url, @Nullable String token) implements Target {
        public Remote {
            if (token != null && !token.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
                throw new IllegalArgumentException("The token is not a string of printable ASCII characters");
            }
        }
    }

    /// One that a local server serves, started when it is needed.
    ///
    /// @param location   where the instance is
    /// @param directory  the run files of its local server
    record Local(StoreLocation location, RunDirectory directory) implements Target {}
}
