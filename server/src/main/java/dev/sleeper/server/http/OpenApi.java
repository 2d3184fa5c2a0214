package dev.sleeper.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The API's own description. A test holds it to the routes.
final class OpenApi {
    private static final String RESOURCE = "openapi.json";

    void describe(Exchange exchange) throws IOException {
        exchange.send(200, "application/json", read());
    }

    static byte[] read() throws IOException {
        try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return in.readAllBytes();
        }
    }
}
