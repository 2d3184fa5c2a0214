package dev.sleeper.server.http;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One thing that the API answers.
///
/// @param method   the HTTP method
/// @param template the path; a segment in braces stands for any value, which the endpoint gets under that name
/// @param open     whether it is answered without a token
/// @param endpoint what answers
record Route(String method, String template, boolean open, Endpoint endpoint) {

    /// Answers one request by sending through the exchange, or throws.
    @FunctionalInterface
    interface Endpoint {
        void answer(Exchange exchange) throws IOException;
    }

    static Route of(String method, String template, Endpoint endpoint) {
        return new Route(method, template, false, endpoint);
    }

    /// The values of the template's names when the path fits it.
    ///
    /// @param rawPath the path as it was sent, still encoded
    /// @throws IllegalArgumentException when the path is wrongly encoded
    Optional<Map<String, String>> match(String rawPath) {
        List<String> expected = List.of(template.split("/", -1));
        List<String> actual = List.of(rawPath.split("/", -1));
        if (expected.size() != actual.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < expected.size(); i++) {
            String segment = expected.get(i);
            if (segment.startsWith("{")) {
                // A plus sign stands for itself in a path, unlike in a form.
                String encoded = actual.get(i).replace("+", "%2B");
                parameters.put(
                        segment.substring(1, segment.length() - 1), URLDecoder.decode(encoded, StandardCharsets.UTF_8));
            } else if (!segment.equals(actual.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }
}
