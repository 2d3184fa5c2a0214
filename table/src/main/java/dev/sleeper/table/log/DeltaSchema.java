package dev.sleeper.table.log;

import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// A schema's fields as Delta's `schemaString`, and back. Each of our types is one Delta type, so nothing is
/// lost; keys are kept elsewhere, in the table's configuration.
final class DeltaSchema {
    private DeltaSchema() {}

    static String write(List<Field> fields) {
        return Json.write(json -> writeStruct(json, fields));
    }

    /// @throws IllegalArgumentException naming the field that is not one of ours
    static Schema read(String schemaString, List<String> rowKeys, List<String> sortKeys) {
        JsonNode root;
        try {
            root = Json.READER.readTree(schemaString);
        } catch (JacksonException noJson) {
            throw new IllegalArgumentException("schemaString is not JSON: " + noJson.getOriginalMessage(), noJson);
        }
        List<Field> fields = new ArrayList<>();
        for (JsonNode field : root.path("fields")) {
            String name = field.path("name").asString("");
            fields.add(new Field(
                    name,
                    readType(name, field.path("type")),
                    field.path("nullable").asBoolean(true)));
        }
        return Schema.of(fields, rowKeys, sortKeys);
    }

    private static void writeStruct(JsonGenerator json, List<Field> fields) {
        json.writeStartObject();
        json.writeStringProperty("type", "struct");
        json.writeArrayPropertyStart("fields");
        for (Field field : fields) {
            json.writeStartObject();
            json.writeStringProperty("name", field.name());
            json.writeName("type");
            writeType(json, field.type());
            json.writeBooleanProperty("nullable", field.nullable());
            json.writeObjectPropertyStart("metadata");
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeType(JsonGenerator json, Type type) {
        switch (type) {
            case PrimitiveType primitive -> json.writeString(name(primitive));
            case StructType struct -> writeStruct(json, struct.fields());
            case ListType list -> {
                json.writeStartObject();
                json.writeStringProperty("type", "array");
                json.writeName("elementType");
                writeType(json, list.element());
                json.writeBooleanProperty("containsNull", false);
                json.writeEndObject();
            }
            case MapType map -> {
                json.writeStartObject();
                json.writeStringProperty("type", "map");
                json.writeName("keyType");
                writeType(json, map.key());
                json.writeName("valueType");
                writeType(json, map.value());
                json.writeBooleanProperty("valueContainsNull", false);
                json.writeEndObject();
            }
        }
    }

    private static Type readType(String field, JsonNode type) {
        return switch (type.isString() ? type.stringValue() : type.path("type").asString("")) {
            case "integer" -> PrimitiveType.INT;
            case "long" -> PrimitiveType.LONG;
            case "float" -> PrimitiveType.FLOAT;
            case "double" -> PrimitiveType.DOUBLE;
            case "boolean" -> PrimitiveType.BOOLEAN;
            case "timestamp" -> PrimitiveType.TIMESTAMP;
            case "string" -> PrimitiveType.STRING;
            case "binary" -> PrimitiveType.BYTE_ARRAY;
            case "array" -> new ListType(readType(field, type.path("elementType")));
            case "map" -> new MapType(readType(field, type.path("keyType")), readType(field, type.path("valueType")));
            default -> throw new IllegalArgumentException("schemaString has a field '" + field + "' of type " + type);
        };
    }

    private static String name(PrimitiveType type) {
        return switch (type) {
            case INT -> "integer";
            case LONG -> "long";
            case FLOAT -> "float";
            case DOUBLE -> "double";
            case BOOLEAN -> "boolean";
            case TIMESTAMP -> "timestamp";
            case STRING -> "string";
            case BYTE_ARRAY -> "binary";
        };
    }
}
