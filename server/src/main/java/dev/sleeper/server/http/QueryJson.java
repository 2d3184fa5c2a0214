package dev.sleeper.server.http;

import dev.sleeper.engine.FieldRange;
import dev.sleeper.engine.Query;
import dev.sleeper.engine.Region;
import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a query. Region values get the types of the table's row keys.
final class QueryJson {
    static final String[] MEMBERS = {"regions", "columns", "limit", "minVersion", "maxStalenessMillis"};
    private static final List<String> RANGE_MEMBERS = List.of("min", "minInclusive", "max", "maxInclusive");

    private final Schema schema;

    private QueryJson(Schema schema) {
        this.schema = schema;
    }

    /// @throws RequestException with `INVALID_REGION`
    static Query parse(RequestJson body, String table, Schema schema) {
        QueryJson parser = new QueryJson(schema);
        List<Region> regions =
                body.elements("regions").stream().map(parser::region).toList();
        return new Query(
                table,
                regions,
                body.texts("columns"),
                body.count("limit", Query.NO_LIMIT),
                body.count("minVersion", 0),
                Duration.ofMillis(body.count("maxStalenessMillis", 0)));
    }

    private Region region(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            throw invalid("A region is an object of row key field to range, not " + node);
        }
        Map<String, FieldRange> ranges = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            ranges.put(entry.getKey(), range(rowKey(entry.getKey()), entry.getValue()));
        }
        return new Region(ranges);
    }

    private Field rowKey(String name) {
        if (!schema.rowKeys().contains(name)) {
            throw invalid("A region names field " + name + ", which is no row key field; these are "
                    + String.join(", ", schema.rowKeys()));
        }
        return schema.field(name);
    }

    private static FieldRange range(Field field, JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            throw invalid("The range of field " + field.name() + " is an object such as {\"min\":1,\"max\":2}");
        }
        for (String member : object.propertyNames()) {
            if (!RANGE_MEMBERS.contains(member)) {
                throw invalid("The range of field " + field.name() + " has a member '" + member + "'; it may have "
                        + String.join(", ", RANGE_MEMBERS));
            }
        }
        Object min = bound(field, object, "min");
        if (min == null) {
            throw invalid("Minimum value must not be null for field " + field.name());
        }
        return new FieldRange(
                min,
                flag(field, object, "minInclusive", true),
                bound(field, object, "max"),
                flag(field, object, "maxInclusive", false));
    }

    private static @Nullable Object bound(Field field, ObjectNode range, String name) {
        JsonNode node = range.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        return KeyValueJson.parse(node, field.type())
                .orElseThrow(() -> invalid(
                        "The " + name + " of field " + field.name() + " is " + node + ", which is no " + field.type()));
    }

    private static boolean flag(Field field, ObjectNode range, String name, boolean absent) {
        JsonNode node = range.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return absent;
        }
        if (!node.isBoolean()) {
            throw invalid(name + " of field " + field.name() + " must be true or false, not " + node);
        }
        return node.booleanValue();
    }

    private static RequestException invalid(String message) {
        return new RequestException(
                Code.INVALID_REGION,
                message,
                "A region has for each row key field that it bounds a minimum and, unless it is open, a maximum.");
    }
}
