package dev.sleeper.server.http;

import dev.sleeper.engine.Instance;
import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.TableDefinition;
import dev.sleeper.engine.TableDescription;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.SchemaJson;
import dev.sleeper.schema.Type;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests about tables as a whole.
final class TableEndpoints {
    private final Instance instance;

    TableEndpoints(Instance instance) {
        this.instance = instance;
    }

    void list(Exchange exchange) {
        ObjectNode answer = Json.object();
        ArrayNode tables = answer.putArray("tables");
        instance.tables()
                .forEach((name, id) -> tables.addObject().put("name", name).put("id", id));
        exchange.send(200, answer);
    }

    void create(Exchange exchange) throws IOException {
        RequestJson body = RequestJson.read(exchange, "name", "schema", "splitPoints");
        Schema schema = schema(body.required("schema"));
        Type firstKey = schema.rowKeyFields().getFirst().type();
        List<Object> splitPoints = body.elements("splitPoints").stream()
                .map(point -> KeyValueJson.parse(point, firstKey)
                        .orElseThrow(() -> new RequestException(
                                Code.INVALID_SPLIT_POINTS,
                                "Split point " + point + " is no " + firstKey,
                                "Split points are values of the first row key, "
                                        + schema.rowKeys().getFirst() + ".")))
                .toList();
        TableDescription made = instance.createTable(new TableDefinition(body.text("name"), schema, splitPoints));
        exchange.send(201, description(made));
    }

    void describe(Exchange exchange) {
        exchange.send(200, description(instance.describe(exchange.parameter("name"))));
    }

    void rename(Exchange exchange) throws IOException {
        RequestJson body = RequestJson.read(exchange, "name");
        exchange.send(200, description(instance.rename(exchange.parameter("name"), body.text("name"))));
    }

    void drop(Exchange exchange) {
        instance.drop(exchange.parameter("name"));
        exchange.sendNothing(204);
    }

    private static Schema schema(JsonNode node) {
        try {
            return SchemaJson.read(node);
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    Code.INVALID_SCHEMA,
                    String.valueOf(e.getMessage()),
                    "A schema has fields, each with a name and a type, of which one or more are row keys; others may be "
                            + "sort keys.",
                    e);
        }
    }

    private static ObjectNode description(TableDescription table) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("name", table.name());
        members.put("id", table.id());
        members.put("location", table.location().toString());
        members.put("schema", SchemaJson.toNode(table.schema()));
        members.put("rows", table.rows());
        members.put("files", table.files());
        members.put("leaves", table.leaves());
        members.put("version", table.version());
        members.put("sizeBytes", table.sizeBytes());
        members.put("properties", table.options());
        return Json.object(members);
    }
}
