package dev.sleeper.schema;

import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Schemas as users write them in JSON. Two forms are read: our own, which keeps the order of the fields,
///
/// ```json
/// {"fields": [{"name": "key", "type": "StringType"}, {"name": "value", "type": "ListType(IntType)", "nullable":
/// true}], "rowKeys": ["key"], "sortKeys": []}
/// ```
///
/// and that of users who come from lists of `rowKeyFields`, `sortKeyFields` and `valueFields`, where a list type
/// is `{"ListType": {"elementType": "IntType"}}`. Our own is written.
///
/// Whatever is wrong is an `IllegalArgumentException` that names the field and what is expected of it.
public final class SchemaJson {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Set<String> OWN_FORM = Set.of("fields", "rowKeys", "sortKeys");
    private static final Set<String> FIELD_LISTS = Set.of("rowKeyFields", "sortKeyFields", "valueFields");

    private SchemaJson() {}

    /// Reads a schema that is all of a text.
    public static Schema parse(String json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JacksonException noJson) {
            throw new IllegalArgumentException("The schema is not JSON: " + noJson.getOriginalMessage(), noJson);
        }
        return read(node);
    }

    /// Reads a schema that is part of a document.
    public static Schema read(JsonNode schema) {
        if (!schema.isObject()) {
            throw new IllegalArgumentException("A schema is a JSON object with fields, rowKeys and sortKeys");
        }
        if (schema.has("rowKeyFields")) {
            checkProperties("The schema", schema, FIELD_LISTS);
            return readFieldLists(schema);
        }
        checkProperties("The schema", schema, OWN_FORM);
        return Schema.of(
                readFields(schema, "fields"),
                readNames(schema.path("rowKeys"), "rowKeys"),
                readNames(schema.path("sortKeys"), "sortKeys"));
    }

    /// The schema in our own form, `nullable` only where it is true.
    public static ObjectNode toNode(Schema schema) {
        ObjectNode node = MAPPER.createObjectNode();
        ArrayNode fields = node.putArray("fields");
        for (Field field : schema.fields()) {
            ObjectNode written = fields.addObject();
            written.put("name", field.name());
            written.put("type", field.type().toString());
            if (field.nullable()) {
                written.put("nullable", true);
            }
        }
        schema.rowKeys().forEach(node.putArray("rowKeys")::add);
        schema.sortKeys().forEach(node.putArray("sortKeys")::add);
        return node;
    }

    /// The schema in our own form, as text.
    public static String write(Schema schema) {
        return MAPPER.writeValueAsString(toNode(schema));
    }

    private static Schema readFieldLists(JsonNode schema) {
        List<Field> rowKeys = readFields(schema, "rowKeyFields");
        List<Field> sortKeys = readFields(schema, "sortKeyFields");
        List<Field> fields = new ArrayList<>(rowKeys);
        fields.addAll(sortKeys);
        fields.addAll(readFields(schema, "valueFields"));
        return Schema.of(fields, names(rowKeys), names(sortKeys));
    }

    private static List<String> names(List<Field> fields) {
        return fields.stream().map(Field::name).toList();
    }

    private static List<String> readNames(JsonNode names, String property) {
        if (names.isMissingNode() || names.isNull()) {
            return List.of();
        }
        List<String> read = new ArrayList<>();
        for (JsonNode name : checkArray(names, property)) {
            if (!name.isString()) {
                throw new IllegalArgumentException("In " + property + ", " + name + " is not the name of a field");
            }
            read.add(name.stringValue());
        }
        return read;
    }

    private static List<Field> readFields(JsonNode schema, String property) {
        JsonNode fields = schema.path(property);
        if (fields.isMissingNode() || fields.isNull()) {
            return List.of();
        }
        List<Field> read = new ArrayList<>();
        for (JsonNode field : checkArray(fields, property)) {
            read.add(readField(field, "Field " + (read.size() + 1) + " of " + property));
        }
        return read;
    }

    private static Field readField(JsonNode field, String place) {
        JsonNode name = field.path("name");
        if (!name.isString()) {
            throw new IllegalArgumentException(place + " is not an object with a name and a type");
        }
        String described = "Field '" + name.stringValue() + "'";
        checkProperties(described, field, Set.of("name", "type", "nullable"));
        JsonNode nullable = field.path("nullable");
        if (!nullable.isMissingNode() && !nullable.isBoolean()) {
            throw new IllegalArgumentException(described + " has a property nullable that is not true or false");
        }
        return new Field(name.stringValue(), readType(field.path("type"), described), nullable.asBoolean(false));
    }

    private static Type readType(JsonNode type, String field) {
        try {
            return readType(type);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(field + ": " + unknown.getMessage(), unknown);
        }
    }

    private static Type readType(JsonNode type) {
        if (type.isString()) {
            return TypeText.parse(type.stringValue());
        }
        if (type.size() == 1 && type.path("ListType").has("elementType")) {
            return new ListType(readType(type.path("ListType").path("elementType")));
        }
        JsonNode map = type.path("MapType");
        if (type.size() == 1 && map.has("keyType") && map.has("valueType")) {
            return new MapType(readType(map.path("keyType")), readType(map.path("valueType")));
        }
        throw new IllegalArgumentException(
                type.isMissingNode() ? "it has no type" : "Unknown type " + type + "; write for example \"LongType\"");
    }

    private static JsonNode checkArray(JsonNode node, String property) {
        if (!node.isArray()) {
            throw new IllegalArgumentException("The schema's " + property + " is not a list");
        }
        return node;
    }

    private static void checkProperties(String place, JsonNode node, Set<String> known) {
        for (String property : node.propertyNames()) {
            if (!known.contains(property)) {
                throw new IllegalArgumentException(place + " has an unknown property '" + property + "'; known are "
                        + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }
}
