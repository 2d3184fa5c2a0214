package dev.sleeper.server.cli;

import dev.sleeper.engine.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Schemas and key values as they are written on the command line.
final class SchemaArguments {
    /// What types are called in Python, which people know.
    private static final Map<String, String> PYTHON_TYPES = Map.of(
            "str", "StringType",
            "int", "LongType",
            "float", "DoubleType",
            "bool", "BooleanType",
            "bytes", "ByteArrayType",
            "datetime", "TimestampType");

    private SchemaArguments() {}

    /// The JSON object in what was given.
    ///
    /// @param name where it was given, such as `--schema file.json`
    static JsonNode parse(String name, byte[] given) {
        JsonNode parsed;
        try {
            parsed = JsonMapper.shared().readTree(given);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(name + " is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!parsed.isObject()) {
            throw new IllegalArgumentException(name + " is not a JSON object");
        }
        return parsed;
    }

    /// The schema's JSON.
    ///
    /// @param fields each `name:Type` or `name:type` of Python, with `?` behind it where nulls are welcome
    static JsonNode toJson(List<String> fields, List<String> rowKeys, List<String> sortKeys) {
        if (fields.isEmpty() || rowKeys.isEmpty()) {
            throw new IllegalArgumentException("A table has at least one --field and one --row-key, or a --schema");
        }
        ObjectNode schema = JsonMapper.shared().createObjectNode();
        for (String field : fields) {
            int colon = field.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("--field " + field + " is not NAME:TYPE, such as key:StringType");
            }
            String type = field.substring(colon + 1);
            boolean nullable = type.endsWith("?");
            ObjectNode written = schema.withArray("fields").addObject();
            written.put("name", field.substring(0, colon));
            String named = nullable ? type.substring(0, type.length() - 1) : type;
            written.put("type", PYTHON_TYPES.getOrDefault(named, named));
            if (nullable) {
                written.put("nullable", true);
            }
        }
        rowKeys.forEach(schema.putArray("rowKeys")::add);
        sortKeys.forEach(schema.putArray("sortKeys")::add);
        return schema;
    }

    /// A value of the first row key.
    static JsonNode keyValue(JsonNode schema, String text) {
        JsonNode listed = schema.path("rowKeyFields");
        String field = listed.isArray()
                ? listed.path(0).path("name").asString("")
                : schema.path("rowKeys").path(0).asString("");
        return keyValue(schema, field, text);
    }

    /// A value of a key field: a number where the field is one.
    static JsonNode keyValue(JsonNode schema, String field, String text) {
        String type = typeOf(schema, field);
        if (!type.equals("IntType") && !type.equals("LongType")) {
            return JsonNodeFactory.instance.stringNode(text);
        }
        try {
            return JsonNodeFactory.instance.numberNode(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no value of field " + field + ", which is of type " + type, e);
        }
    }

    /// The name of a field that the schema has.
    ///
    /// @param where where it was given, such as `--columns key,size`
    /// @throws IllegalArgumentException when there is none; it names the one that was probably meant
    static String field(JsonNode schema, String where, String name) {
        List<String> names = new ArrayList<>();
        schema.path("fields").forEach(field -> names.add(field.path("name").asString()));
        if (!names.contains(name)) {
            throw new IllegalArgumentException(where + ": the table has no field '" + name + "'; "
                    + Spelling.nearest(name, names)
                            .map(nearest -> "did you mean " + nearest + "?")
                            .orElse("its fields are " + String.join(", ", names)));
        }
        return name;
    }

    /// The fields for people, a line each.
    static List<String> describe(JsonNode schema) {
        List<String> lines = new ArrayList<>();
        for (JsonNode field : schema.path("fields")) {
            String name = field.path("name").asString();
            String line = name + " " + field.path("type").asString()
                    + (field.path("nullable").asBoolean(false) ? "?" : "");
            lines.add(line + role(schema, "rowKeys", "row key", name) + role(schema, "sortKeys", "sort key", name));
        }
        return lines;
    }

    private static String role(JsonNode schema, String member, String word, String name) {
        for (JsonNode key : schema.path(member)) {
            if (key.asString().equals(name)) {
                return ", " + word;
            }
        }
        return "";
    }

    private static String typeOf(JsonNode schema, String name) {
        for (String member : List.of("fields", "rowKeyFields")) {
            for (JsonNode field : schema.path(member)) {
                if (field.path("name").asString("").equals(name)) {
                    return field.path("type").asString("");
                }
            }
        }
        return "";
    }
}
