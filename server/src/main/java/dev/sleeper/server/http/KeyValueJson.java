package dev.sleeper.server.http;

import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Values of key fields in JSON: numbers, strings, and byte arrays in base64.
final class KeyValueJson {
    private KeyValueJson() {}

    /// The value as the engine takes it (`Integer`, `Long`, `String` or `byte[]`); empty when it is not of the
    /// type.
    static Optional<Object> parse(JsonNode node, Type type) {
        if (!(type instanceof PrimitiveType primitive)) {
            return Optional.empty();
        }
        return switch (primitive) {
            case INT -> node.isIntegralNumber() && node.canConvertToInt() ? Optional.of(node.intValue()) : none();
            case LONG -> node.isIntegralNumber() && node.canConvertToLong() ? Optional.of(node.longValue()) : none();
            case STRING -> node.isString() ? Optional.of(node.stringValue()) : none();
            case BYTE_ARRAY -> node.isString() ? bytes(node.stringValue()) : none();
            case FLOAT, DOUBLE, BOOLEAN, TIMESTAMP -> none();
        };
    }

    private static Optional<Object> none() {
        return Optional.empty();
    }

    private static Optional<Object> bytes(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
