package dev.sleeper.server.http;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The members of a request's JSON object, each checked as it is taken. What is wrong is told with the member's
/// name.
final class RequestJson {
    private final ObjectNode object;

    private RequestJson(ObjectNode object) {
        this.object = object;
    }

    /// Reads the request's body.
    ///
    /// @param known the members that there may be; another is refused, since it is most likely misspelt
    static RequestJson read(Exchange exchange, String... known) throws IOException {
        ObjectNode object = Json.readObject(exchange.body());
        for (String name : object.propertyNames()) {
            if (!List.of(known).contains(name)) {
                throw invalid("The request has a member '" + name + "'; it may have " + String.join(", ", known));
            }
        }
        return new RequestJson(object);
    }

    String text(String name) {
        return member(name)
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .orElseThrow(() -> invalid("'" + name + "' must be a string"));
    }

    /// A whole number that is not negative.
    ///
    /// @param absent what it is when it is not there
    long count(String name, long absent) {
        return member(name)
                .map(node -> {
                    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
                        throw invalid("'" + name + "' must be a whole number, 0 or more");
                    }
                    return node.longValue();
                })
                .orElse(absent);
    }

    /// True or false; false when it is not there.
    boolean flag(String name) {
        return member(name)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw invalid("'" + name + "' must be true or false");
                    }
                    return node.booleanValue();
                })
                .orElse(false);
    }

    /// The elements of an array; none when it is not there.
    List<JsonNode> elements(String name) {
        return member(name)
                .map(node -> {
                    if (!node.isArray()) {
                        throw invalid("'" + name + "' must be an array");
                    }
                    return List.copyOf(node.values());
                })
                .orElse(List.of());
    }

    List<String> texts(String name) {
        return elements(name).stream()
                .map(node -> {
                    if (!node.isString()) {
                        throw invalid("'" + name + "' must be an array of strings");
                    }
                    return node.stringValue();
                })
                .toList();
    }

    JsonNode required(String name) {
        return member(name).orElseThrow(() -> invalid("The request lacks '" + name + "'"));
    }

    private Optional<JsonNode> member(String name) {
        return object.optional(name).filter(node -> !node.isNull());
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problem.invalidRequest(detail));
    }
}
