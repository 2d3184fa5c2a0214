package dev.sleeper.server.http;

import dev.sleeper.engine.FileDescription;
import dev.sleeper.engine.Instance;
import dev.sleeper.engine.PartitionDescription;
import dev.sleeper.engine.collect.CollectedFiles;
import dev.sleeper.engine.compact.CompactionSummary;
import dev.sleeper.engine.upkeep.OpenJob;
import dev.sleeper.engine.verify.Verification;
import dev.sleeper.table.FileLocation;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests that keep tables in order, and say how.
final class UpkeepEndpoints {
    private static final int LINES_BUFFER_BYTES = 64 << 10;

    private final Instance instance;
    private final Activity activity;
    private final ProgressAnswer progress;

    /// @param threads for work that a client waits for, one thread a task
    UpkeepEndpoints(Instance instance, Executor threads, Activity activity) {
        this.instance = instance;
        this.activity = activity;
        this.progress = new ProgressAnswer(threads, activity);
    }

    void compact(Exchange exchange) throws IOException {
        boolean all = RequestJson.read(exchange, "all").flag("all");
        String table = byId(exchange);
        progress.answer(exchange, watch -> summary(instance.compact(table, all, watch)));
    }

    void verify(Exchange exchange) throws IOException {
        String table = byId(exchange);
        progress.answer(exchange, watch -> verification(instance.verify(table, watch)));
    }

    void files(Exchange exchange) throws IOException {
        lines(exchange, instance.files(exchange.parameter("name")).map(UpkeepEndpoints::file));
    }

    void partitions(Exchange exchange) throws IOException {
        lines(exchange, instance.partitions(exchange.parameter("name")).map(UpkeepEndpoints::partition));
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
        CollectedFiles files = instance.collect(exchange.parameter("name"), dryRun, deleted -> activity.requireGoing());
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

    private static void lines(Exchange exchange, Stream<JsonNode> lines) throws IOException {
        try (OutputStream out =
                new BufferedOutputStream(exchange.stream(MediaTypes.NDJSON, Map.of()), LINES_BUFFER_BYTES)) {
            for (JsonNode line : (Iterable<JsonNode>) lines::iterator) {
                out.write(Json.write(line));
                out.write('\n');
            }
        }
    }

    private static JsonNode file(FileDescription file) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("path", file.path());
        members.put("partition", file.partition());
        members.put("rows", file.rows());
        members.put("sizeBytes", file.sizeBytes());
        members.put("minKey", file.minKey());
        members.put("maxKey", file.maxKey());
        members.put("written", file.written().toString());
        return Json.object(members);
    }

    private static JsonNode partition(PartitionDescription partition) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("id", partition.id());
        members.put("parent", partition.parent());
        members.put("children", partition.children());
        members.put("leaf", partition.children().isEmpty());
        members.put("min", partition.min());
        members.put("max", partition.max());
        members.put("files", partition.files());
        members.put("rows", partition.rows());
        members.put("sizeBytes", partition.sizeBytes());
        return Json.object(members);
    }

    private static JsonNode verification(Verification verification) {
        ObjectNode result = Json.object();
        result.put("version", verification.version());
        result.put("files", verification.files());
        result.put("rows", verification.rows());
        ArrayNode findings = result.putArray("findings");
        verification.findings().forEach(finding -> findings.addObject()
                .put("path", finding.path())
                .put("problem", finding.problem()));
        return result;
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
