package dev.sleeper.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON of requests and answers. Duplicate names and anything after the value are refused.
final class Json {
    /// Regions of a query may be many; nothing else is large.
    private static final int MAX_BODY_BYTES = 32 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /// Reads a body that must be one object.
    ///
    /// @throws ProblemException when it is not, or too long
    static ObjectNode readObject(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BODY_BYTES + 1);
        if (bytes.length > MAX_BODY_BYTES) {
            throw new ProblemException(Problem.of(
                    413,
                    "request-too-large",
                    "The body of this request is longer than " + MAX_BODY_BYTES + " bytes",
                    "Ask in several requests."));
        }
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new ProblemException(Problem.invalidRequest("The body is not a JSON object"));
        } catch (JacksonException e) {
            throw new ProblemException(Problem.invalidRequest("The body is not JSON: " + e.getOriginalMessage()));
        }
    }

    static byte[] write(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    static ObjectNode object(Map<String, ? extends @Nullable Object> members) {
        return MAPPER.valueToTree(members);
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }
}
