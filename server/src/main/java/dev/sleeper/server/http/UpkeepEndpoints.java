package dev.sleeper.server.http;

import dev.sleeper.engine.Instance;
import dev.sleeper.engine.collect.CollectedFiles;
import dev.sleeper.engine.compact.CompactionSummary;
import dev.sleeper.engine.upkeep.OpenJob;
import dev.sleeper.table.FileLocation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests that keep tables in order, and say how.
final class UpkeepEndpoints {
    private final Instance instance;
    private final ProgressAnswer progress;

    /// @param threads for work that a client waits for, one thread a task
    UpkeepEndpoints(Instance instance, ExecutorService threads) {
        this.instance = instance;
        this.progress = new ProgressAnswer(threads);
    }

    void compact(Exchange exchange) throws IOException {
        boolean all = RequestJson.read(exchange, "all").flag("all");
        String table = byId(exchange);
        progress.answer(exchange, watch -> summary(instance.compact(table, all, watch)));
    }

    void split(Exchange exchange) {
        String table = byId(exchange);
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("leavesSplit", instance.split(table));
        members.put("leaves", instance.describe(table).leaves());
        exchange.send(200, Json.object(members));
    }

    void collect(Exchange exchange) throws IOException {
        boolean dryRun = RequestJson.read(exchange, "dryRun").flag("dryRun");
        CollectedFiles files = instance.collect(exchange.parameter("name"), dryRun);
        ObjectNode answer = Json.object();
        answer.put("dryRun", dryRun);
        paths(answer.putArray("replaced"), files.replaced());
        paths(answer.putArray("orphans"), files.orphans());
        exchange.send(200, answer);
    }

    void jobs(Exchange exchange) {
        String table = exchange.parameter("name");
        ObjectNode answer = Json.object();
        ArrayNode jobs = answer.putArray("jobs");
        for (OpenJob job : instance.jobs(table)) {
            jobs.addObject()
                    .put("kind", job.kind())
                    .put("partition", job.partition())
                    .put("server", job.process())
                    .put("files", job.files())
                    .put("rows", job.rows())
                    .put("rowsDone", job.rowsDone())
                    .put("begun", job.begun().toString())
                    .put("expires", job.expires().toString());
        }
        ArrayNode damaged = answer.putArray("damagedFiles");
        instance.damagedFiles(table)
                .forEach(
                        (path, problem) -> damaged.addObject().put("path", path).put("problem", problem));
        exchange.send(200, answer);
    }

    void properties(Exchange exchange) {
        sendProperties(exchange);
    }

    void setProperty(Exchange exchange) throws IOException {
        String value = RequestJson.read(exchange, "value").text("value");
        instance.setTableProperty(exchange.parameter("name"), exchange.parameter("property"), value);
        sendProperties(exchange);
    }

    void resetProperty(Exchange exchange) {
        instance.setTableProperty(exchange.parameter("name"), exchange.parameter("property"), null);
        sendProperties(exchange);
    }

    private void sendProperties(Exchange exchange) {
        exchange.send(200, Json.object(Map.of("properties", instance.tableProperties(exchange.parameter("name")))));
    }

    /// The table by its id, whatever it is called while the work goes on.
    private String byId(Exchange exchange) {
        return "id:" + instance.describe(exchange.parameter("name")).id();
    }

    private static void paths(ArrayNode array, List<FileLocation> files) {
        files.forEach(file -> array.add(file.path()));
    }

    private static JsonNode summary(CompactionSummary summary) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("rows", summary.rows());
        members.put("seconds", summary.time().toNanos() / 1e9);
        members.put("bytesIn", summary.bytesIn());
        members.put("bytesOut", summary.bytesOut());
        members.put("filesIn", summary.filesIn());
        members.put("filesOut", summary.filesOut());
        return Json.object(members);
    }
}
