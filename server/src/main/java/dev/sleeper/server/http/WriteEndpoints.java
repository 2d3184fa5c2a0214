package dev.sleeper.server.http;

import dev.sleeper.engine.Instance;
import dev.sleeper.engine.WriteResult;
import dev.sleeper.engine.WriteSession;
import dev.sleeper.engine.WriteStatus;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import dev.sleeper.server.arrow.ArrowStreamReader;
import dev.sleeper.server.ndjson.NdjsonReader;
import dev.sleeper.server.rows.BodyForm;
import dev.sleeper.server.rows.BodyMemory;
import dev.sleeper.server.rows.RowSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests that write rows, and that ask what became of a write.
final class WriteEndpoints {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Instance instance;
    private final BodyMemory bodyMemory;

    WriteEndpoints(Instance instance, BodyMemory bodyMemory) {
        this.instance = instance;
        this.bodyMemory = bodyMemory;
    }

    /// Streams the body's rows into one write, which is committed when the body has ended as it should: a body cut
    /// short throws before that, and nothing is written.
    void write(Exchange exchange) {
        String jobId = exchange.header(IDEMPOTENCY_KEY).orElseGet(instance::mintJobId);
        try (WriteSession session = instance.beginWrite(exchange.parameter("name"), jobId)) {
            readRows(exchange, session);
            exchange.send(200, Json.object(members(session.commit())));
        }
    }

    private void readRows(Exchange exchange, WriteSession session) {
        try (BodyMemory.Share memory = bodyMemory.share();
                RowSource source = open(exchange, session.schema(), memory)) {
            RowBatch batch = source.next();
            while (batch != null) {
                session.write(batch);
                batch = source.next();
            }
        }
    }

    void status(Exchange exchange) {
        String jobId = exchange.parameter("jobId");
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("jobId", jobId);
        switch (instance.writeStatus(exchange.parameter("name"), jobId)) {
            case WriteStatus.Committed committed -> {
                members.put("state", "committed");
                members.put("version", committed.version());
            }
            case WriteStatus.Running running -> members.put("state", "running");
            case WriteStatus.Absent absent -> members.put("state", "absent");
            case WriteStatus.Unknown unknown -> members.put("state", "unknown");
        }
        exchange.send(200, Json.object(members));
    }

    private RowSource open(Exchange exchange, Schema schema, BodyMemory.Share memory) {
        String mediaType = exchange.contentType().orElse("");
        return switch (mediaType) {
            case MediaTypes.ARROW_STREAM ->
                ArrowStreamReader.open(BodyForm.ARROW_STREAM.checked(exchange.body()), schema, memory);
            case MediaTypes.PARQUET ->
                ParquetBody.open(BodyForm.PARQUET.checked(exchange.body()), schema, instance.spillFile(), memory);
            case MediaTypes.NDJSON -> NdjsonReader.open(BodyForm.NDJSON.checked(exchange.body()), schema, memory);
            default ->
                throw new ProblemException(Problem.of(
                        415,
                        "unsupported-media-type",
                        mediaType.isEmpty()
                                ? "The request does not say what its body is"
                                : "Rows cannot be read from " + mediaType,
                        "Send " + MediaTypes.ARROW_STREAM + ", " + MediaTypes.PARQUET + " or " + MediaTypes.NDJSON
                                + " as the Content-Type."));
        };
    }

    private static Map<String, Object> members(WriteResult result) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("jobId", result.jobId());
        members.put("version", result.version());
        members.put("rows", result.rows());
        members.put("files", result.files());
        members.put("alreadyWritten", result.alreadyWritten());
        return members;
    }
}
