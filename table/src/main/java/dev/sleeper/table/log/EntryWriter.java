package dev.sleeper.table.log;

import dev.sleeper.schema.Schema;
import dev.sleeper.table.Action;
import dev.sleeper.table.LogEntry;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Writes the lines of log entries.
final class EntryWriter {
    static final String ENGINE = "Sleeper";
    static final String COMMIT_ID = "sleeperCommitId";

    private final DeltaMapping mapping;

    EntryWriter(Schema schema) {
        this.mapping = new DeltaMapping(schema);
    }

    byte[] write(LogEntry entry) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        writeLine(lines, "commitInfo", json -> writeCommitInfo(json, entry));
        if (entry.version() == 0) {
            writeLine(lines, DeltaAction.Protocol.SLEEPER);
        }
        for (Action action : entry.actions()) {
            writeLine(lines, mapping.toDelta(action));
        }
        return lines.toByteArray();
    }

    private static void writeLine(ByteArrayOutputStream lines, DeltaAction action) {
        switch (action) {
            case DeltaAction.Protocol protocol -> writeLine(lines, "protocol", json -> writeProtocol(json, protocol));
            case DeltaAction.Metadata metadata -> writeLine(lines, "metaData", json -> writeMetadata(json, metadata));
            case DeltaAction.Add add -> writeLine(lines, "add", json -> writeAdd(json, add));
            case DeltaAction.Remove remove -> writeLine(lines, "remove", json -> writeRemove(json, remove));
            case DeltaAction.Txn txn -> writeLine(lines, "txn", json -> writeTxn(json, txn));
            case DeltaAction.Domain domain -> writeLine(lines, "domainMetadata", json -> writeDomain(json, domain));
        }
    }

    private static void writeLine(ByteArrayOutputStream lines, String kind, Consumer<JsonGenerator> content) {
        Json.write(lines, json -> {
            json.writeStartObject();
            json.writeObjectPropertyStart(kind);
            content.accept(json);
            json.writeEndObject();
            json.writeEndObject();
        });
        lines.write('\n');
    }

    private static void writeCommitInfo(JsonGenerator json, LogEntry entry) {
        json.writeNumberProperty("timestamp", entry.timestampMillis());
        json.writeStringProperty("operation", entry.operation());
        writeMap(json, "operationParameters", Map.of());
        json.writeStringProperty("engineInfo", ENGINE);
        json.writeStringProperty(COMMIT_ID, entry.commitId());
    }

    private static void writeProtocol(JsonGenerator json, DeltaAction.Protocol protocol) {
        json.writeNumberProperty("minReaderVersion", protocol.minReaderVersion());
        json.writeNumberProperty("minWriterVersion", protocol.minWriterVersion());
        writeList(json, "writerFeatures", protocol.writerFeatures());
    }

    private static void writeMetadata(JsonGenerator json, DeltaAction.Metadata metadata) {
        json.writeStringProperty("id", metadata.id());
        json.writeStringProperty("name", metadata.name());
        json.writeObjectPropertyStart("format");
        json.writeStringProperty("provider", "parquet");
        writeMap(json, "options", Map.of());
        json.writeEndObject();
        json.writeStringProperty("schemaString", metadata.schemaString());
        writeList(json, "partitionColumns", List.of());
        writeMap(json, "configuration", metadata.configuration());
        json.writeNumberProperty("createdTime", metadata.createdTime());
    }

    private static void writeAdd(JsonGenerator json, DeltaAction.Add add) {
        json.writeStringProperty("path", add.path());
        writeMap(json, "partitionValues", Map.of());
        json.writeNumberProperty("size", add.size());
        json.writeNumberProperty("modificationTime", add.modificationTime());
        json.writeBooleanProperty("dataChange", add.dataChange());
        json.writeStringProperty("stats", add.stats());
        writeMap(json, "tags", add.tags());
    }

    private static void writeRemove(JsonGenerator json, DeltaAction.Remove remove) {
        json.writeStringProperty("path", remove.path());
        json.writeNumberProperty("deletionTimestamp", remove.deletionTimestamp());
        json.writeBooleanProperty("dataChange", false);
        json.writeBooleanProperty("extendedFileMetadata", true);
        writeMap(json, "partitionValues", Map.of());
        json.writeNumberProperty("size", remove.size());
    }

    private static void writeTxn(JsonGenerator json, DeltaAction.Txn txn) {
        json.writeStringProperty("appId", txn.appId());
        json.writeNumberProperty("version", txn.version());
    }

    private static void writeDomain(JsonGenerator json, DeltaAction.Domain domain) {
        json.writeStringProperty("domain", domain.domain());
        json.writeStringProperty("configuration", domain.configuration());
        json.writeBooleanProperty("removed", domain.removed());
    }

    private static void writeMap(JsonGenerator json, String name, Map<String, String> values) {
        json.writeObjectPropertyStart(name);
        values.forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    private static void writeList(JsonGenerator json, String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }
}
