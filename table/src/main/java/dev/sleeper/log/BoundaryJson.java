package dev.sleeper.log;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes a boundary as `{"through": …, "checkpoint": …}`, the checkpoint by its file name or null.
final class BoundaryJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private BoundaryJson() {}

    static byte[] encode(Boundary boundary) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("through", boundary.through());
        node.put(
                "checkpoint",
                boundary.checkpoint().map(CheckpointName::fileName).orElse(null));
        return MAPPER.writeValueAsBytes(node);
    }

    /// @throws IllegalArgumentException when the bytes are no boundary
    static Boundary decode(byte[] content) {
        JsonNode node = parse(content);
        JsonNode through = node.path("through");
        JsonNode checkpoint = node.path("checkpoint");
        if (!through.canConvertToLong() || !through.isIntegralNumber()) {
            throw new IllegalArgumentException("it has no number \"through\"");
        }
        if (checkpoint.isNull()) {
            return new Boundary(through.longValue(), Optional.empty());
        }
        if (!checkpoint.isString()) {
            throw new IllegalArgumentException("it has no \"checkpoint\"");
        }
        Optional<CheckpointName> name = CheckpointName.parse(checkpoint.stringValue());
        if (name.isEmpty()) {
            throw new IllegalArgumentException(checkpoint.stringValue() + " is no checkpoint");
        }
        return new Boundary(through.longValue(), name);
    }

    private static JsonNode parse(byte[] content) {
        try {
            return MAPPER.readTree(content);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is not JSON", e);
        }
    }
}
