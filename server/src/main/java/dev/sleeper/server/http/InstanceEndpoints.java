package dev.sleeper.server.http;

import dev.sleeper.engine.Instance;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests about the instance and its server.
final class InstanceEndpoints {
    private final Instance instance;
    private final ServerIdentity identity;
    private final Runnable stop;

    InstanceEndpoints(Instance instance, ServerIdentity identity, Runnable stop) {
        this.instance = instance;
        this.identity = identity;
        this.stop = stop;
    }

    void health(Exchange exchange) {
        exchange.send(200, Json.object(Map.of("status", "ok", "version", identity.version())));
    }

    void describe(Exchange exchange) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("id", instance.id());
        members.put("root", identity.root().toString());
        members.put("url", exchange.serverUrl());
        members.put("version", identity.version());
        members.put("build", identity.build());
        members.put("formatVersion", instance.formatVersion());
        members.put("pid", identity.pid());
        members.put("started", identity.started().toString());
        exchange.send(200, Json.object(members));
    }

    /// Answers before the server begins to stop, and with it this very request.
    void stop(Exchange exchange) {
        exchange.send(202, Json.object(Map.of("status", "stopping")));
        stop.run();
    }

    void properties(Exchange exchange) {
        exchange.send(200, Json.object(Map.of("properties", instance.properties())));
    }

    void setProperty(Exchange exchange) throws IOException {
        RequestJson body = RequestJson.read(exchange, "value");
        String name = exchange.parameter("name");
        instance.setProperty(name, body.text("value"));
        exchange.send(200, Json.object(Map.of("properties", instance.properties())));
    }
}
