package dev.sleeper.table.log;

import dev.sleeper.table.Action;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.ForeignEntry;
import dev.sleeper.table.LogEntry;
import dev.sleeper.table.StoredEntry;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Reads the lines of one log entry: strictly when the entry is ours, and otherwise only who wrote it.
///
/// Not thread-safe; used once.
final class EntryReader {
    private static final String COMMIT_INFO = "commitInfo";
    private static final String UNKNOWN_WRITER = "an unknown writer";

    private final String path;
    private final long version;

    EntryReader(String path, long version) {
        this.path = path;
        this.version = version;
    }

    StoredEntry read(byte[] content) {
        List<JsonObject> lines = parse(content);
        JsonObject first = lines.getFirst();
        if (!isOurs(first)) {
            return new ForeignEntry(version, writerOf(lines));
        }
        List<Action> actions = new ArrayList<>(lines.size());
        for (int i = 1; i < lines.size(); i++) {
            JsonObject line = lines.get(i);
            atLine(i, () -> readAction(line)).ifPresent(actions::add);
        }
        return atLine(0, () -> readCommitInfo(first, actions));
    }

    private List<JsonObject> parse(byte[] content) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException noText) {
            throw new CorruptTableException("Log entry " + path + " is not UTF-8", noText);
        }
        List<JsonObject> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            lines.add(atLine(lines.size(), () -> JsonObject.parse("the line", line)));
        }
        if (lines.isEmpty()) {
            throw new CorruptTableException("Log entry " + path + " is empty");
        }
        return lines;
    }

    private static boolean isOurs(JsonObject first) {
        return first.isObject(COMMIT_INFO) && first.object(COMMIT_INFO).has(EntryWriter.COMMIT_ID);
    }

    private static String writerOf(List<JsonObject> lines) {
        return lines.stream()
                .filter(line -> line.isObject(COMMIT_INFO))
                .map(line -> line.object(COMMIT_INFO))
                .filter(info -> info.isText("engineInfo"))
                .map(info -> info.text("engineInfo"))
                .findFirst()
                .orElse(UNKNOWN_WRITER);
    }

    private LogEntry readCommitInfo(JsonObject line, List<Action> actions) {
        JsonObject info = line.object(COMMIT_INFO);
        line.end();
        LogEntry entry = new LogEntry(
                version, info.text(EntryWriter.COMMIT_ID), info.integer("timestamp"), info.text("operation"), actions);
        checkEmpty(info, "operationParameters");
        info.text("engineInfo");
        info.end();
        return entry;
    }

    /// The action of one line; none for the protocol, which is only checked.
    private static Optional<Action> readAction(JsonObject line) {
        if (line.unread().size() != 1) {
            throw new IllegalArgumentException("the line does not hold one action but " + line.unread());
        }
        String kind = line.unread().iterator().next();
        JsonObject content = line.object(kind);
        Optional<Action> action =
                switch (kind) {
                    case "protocol" -> {
                        DeltaMapping.check(readProtocol(content));
                        yield Optional.empty();
                    }
                    case "metaData" -> Optional.of(DeltaMapping.fromDelta(readMetadata(content)));
                    case "add" -> Optional.of(DeltaMapping.fromDelta(readAdd(content)));
                    case "remove" -> Optional.of(DeltaMapping.fromDelta(readRemove(content)));
                    case "txn" -> Optional.of(DeltaMapping.fromDelta(readTxn(content)));
                    case "domainMetadata" -> Optional.of(DeltaMapping.fromDelta(readDomain(content)));
                    default -> throw new IllegalArgumentException("the action " + kind + " is unknown");
                };
        content.end();
        return action;
    }

    private static DeltaAction.Protocol readProtocol(JsonObject protocol) {
        return new DeltaAction.Protocol(
                Math.toIntExact(protocol.integer("minReaderVersion")),
                Math.toIntExact(protocol.integer("minWriterVersion")),
                protocol.texts("writerFeatures"));
    }

    private static DeltaAction.Metadata readMetadata(JsonObject metadata) {
        JsonObject format = metadata.object("format");
        if (!format.text("provider").equals("parquet")) {
            throw new IllegalArgumentException("the format is not parquet");
        }
        checkEmpty(format, "options");
        format.end();
        if (!metadata.texts("partitionColumns").isEmpty()) {
            throw new IllegalArgumentException("there are partition columns");
        }
        Map<String, String> configuration = metadata.object("configuration").allTexts();
        return new DeltaAction.Metadata(
                metadata.text("id"),
                metadata.text("name"),
                metadata.text("schemaString"),
                configuration,
                metadata.integer("createdTime"));
    }

    private static DeltaAction.Add readAdd(JsonObject add) {
        checkEmpty(add, "partitionValues");
        return new DeltaAction.Add(
                add.text("path"),
                add.integer("size"),
                add.integer("modificationTime"),
                add.truth("dataChange"),
                add.text("stats"),
                add.object("tags").allTexts());
    }

    private static DeltaAction.Remove readRemove(JsonObject remove) {
        checkEmpty(remove, "partitionValues");
        if (remove.truth("dataChange") || !remove.truth("extendedFileMetadata")) {
            throw new IllegalArgumentException("rows are removed, or nothing is said of the file");
        }
        return new DeltaAction.Remove(remove.text("path"), remove.integer("deletionTimestamp"), remove.integer("size"));
    }

    private static DeltaAction.Txn readTxn(JsonObject txn) {
        return new DeltaAction.Txn(txn.text("appId"), txn.integer("version"));
    }

    private static DeltaAction.Domain readDomain(JsonObject domain) {
        return new DeltaAction.Domain(domain.text("domain"), domain.text("configuration"), domain.truth("removed"));
    }

    private static void checkEmpty(JsonObject parent, String property) {
        parent.object(property).end();
    }

    private <T> T atLine(int index, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | ArithmeticException wrong) {
            throw new CorruptTableException(
                    "Log entry " + path + ", line " + (index + 1) + ": " + wrong.getMessage(), wrong);
        }
    }
}
