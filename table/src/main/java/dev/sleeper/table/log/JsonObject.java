package dev.sleeper.table.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A JSON object being read strictly: each property is asked for once, by name and kind, and none may be left
/// over. Whatever is not as it must be is an `IllegalArgumentException` that names the property.
///
/// Not thread-safe.
final class JsonObject {
    private final String name;
    private final JsonNode node;
    private final Set<String> unread;

    private JsonObject(String name, JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(name + " is not an object");
        }
        this.name = name;
        this.node = node;
        this.unread = new TreeSet<>(node.propertyNames());
    }

    /// Reads an object that is all of a text.
    static JsonObject parse(String name, String text) {
        try {
            return new JsonObject(name, Json.READER.readTree(text));
        } catch (JacksonException noJson) {
            throw new IllegalArgumentException(name + " is not JSON: " + noJson.getOriginalMessage(), noJson);
        }
    }

    boolean has(String property) {
        return node.has(property);
    }

    boolean isObject(String property) {
        return node.path(property).isObject();
    }

    boolean isText(String property) {
        return node.path(property).isString();
    }

    /// The names that have not been asked for yet.
    Set<String> unread() {
        return unread;
    }

    JsonObject object(String property) {
        return new JsonObject(name + "." + property, property(property));
    }

    String text(String property) {
        JsonNode value = property(property);
        if (!value.isString()) {
            throw wrong(property, "a string");
        }
        return value.stringValue();
    }

    /// A string, or null when the property is null.
    @Nullable
    String textOrNull(String property) {
        JsonNode value = property(property);
        return value.isNull() ? null : text(property);
    }

    long integer(String property) {
        JsonNode value = property(property);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(property, "a 64-bit integer");
        }
        return value.longValue();
    }

    boolean truth(String property) {
        JsonNode value = property(property);
        if (!value.isBoolean()) {
            throw wrong(property, "true or false");
        }
        return value.booleanValue();
    }

    List<String> texts(String property) {
        JsonNode value = property(property);
        if (!value.isArray()) {
            throw wrong(property, "a list of strings");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isString()) {
                throw wrong(property, "a list of strings");
            }
            texts.add(element.stringValue());
        }
        return texts;
    }

    /// All properties of this object, which are strings.
    Map<String, String> allTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String property : List.copyOf(unread)) {
            texts.put(property, text(property));
        }
        return texts;
    }

    /// Says that all of the object was read.
    void end() {
        if (!unread.isEmpty()) {
            throw new IllegalArgumentException(
                    name + " has an unknown property " + unread.iterator().next());
        }
    }

    private JsonNode property(String property) {
        JsonNode value = node.get(property);
        if (value == null) {
            throw new IllegalArgumentException(name + " has no property " + property);
        }
        unread.remove(property);
        return value;
    }

    private IllegalArgumentException wrong(String property, String expected) {
        return new IllegalArgumentException(name + "." + property + " is not " + expected);
    }
}
