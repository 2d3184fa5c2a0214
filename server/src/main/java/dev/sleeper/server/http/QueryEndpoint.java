package dev.sleeper.server.http;

import dev.sleeper.engine.Instance;
import dev.sleeper.engine.QueryResult;
import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import dev.sleeper.server.arrow.ArrowStreamWriter;
import dev.sleeper.server.ndjson.NdjsonWriter;
import dev.sleeper.server.rows.RowSink;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Requests that ask for rows. Thread-safe.
final class QueryEndpoint {
    private static final String VERSION = "Sleeper-Version";
    private static final int MAX_REMEMBERED_TABLES = 10_000;

    private final Instance instance;
    /// By name, so that a query need not read the table's state twice. A table's schema never changes, but its name may
    /// come to be another table's: see [#open].
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    QueryEndpoint(Instance instance) {
        this.instance = instance;
    }

    /// Streams the rows as they are found. An answer that fails after it has begun ends without the mark of its end.
    void query(Exchange exchange) throws IOException {
        String mediaType = negotiated(exchange);
        RequestJson body = RequestJson.read(exchange, QueryJson.MEMBERS);
        try (QueryResult result = open(exchange.parameter("name"), body)) {
            OutputStream out = exchange.stream(mediaType, Map.of(VERSION, Long.toString(result.version())));
            RowSink sink = mediaType.equals(MediaTypes.NDJSON)
                    ? new NdjsonWriter(out, result.fields())
                    : new ArrowStreamWriter(out, result.fields());
            send(result, sink, exchange);
            // Only a whole answer gets its end: closing says that nothing is missing.
            out.close();
        }
    }

    private static void send(QueryResult result, RowSink sink, Exchange exchange) throws IOException {
        try {
            sink.start();
            RowBatch batch = result.next();
            while (batch != null) {
                sink.write(batch);
                batch = result.next();
            }
            sink.finish();
        } catch (RuntimeException e) {
            if (exchange.started()) {
                tell(e, sink, exchange);
            }
            throw e;
        }
    }

    /// Tells a client that is still there why its answer ends here.
    private static void tell(RuntimeException failure, RowSink sink, Exchange exchange) {
        try {
            sink.fail(Json.write(Failure.of(failure).problem().toJson(exchange.requestId())));
        } catch (RuntimeException | IOException gone) {
            failure.addSuppressed(gone);
        }
    }

    /// The values of regions are read by the types of the row keys, and the engine refuses values of other types. So a
    /// query read by a remembered schema that is no longer the table's either fits the table's all the same, or is
    /// refused and read again by the one of now.
    private QueryResult open(String table, RequestJson body) {
        Schema remembered = schemas.get(table);
        if (remembered != null) {
            try {
                return instance.query(QueryJson.parse(body, table, remembered));
            } catch (RequestException e) {
                schemas.remove(table);
                if (e.code() != Code.INVALID_REGION) {
                    throw e;
                }
            }
        }
        Schema schema = instance.describe(table).schema();
        if (schemas.size() < MAX_REMEMBERED_TABLES) {
            schemas.put(table, schema);
        }
        return instance.query(QueryJson.parse(body, table, schema));
    }

    private static String negotiated(Exchange exchange) {
        String accepted = exchange.header("Accept").orElse("*/*");
        if (accepted.contains(MediaTypes.NDJSON)) {
            return MediaTypes.NDJSON;
        }
        if (accepted.contains(MediaTypes.ARROW_STREAM)
                || accepted.contains("*/*")
                || accepted.contains("application/*")) {
            return MediaTypes.ARROW_STREAM;
        }
        throw new ProblemException(Problem.of(
                406,
                "not-acceptable",
                "Rows are not given as " + accepted,
                "Ask for " + MediaTypes.ARROW_STREAM + " or " + MediaTypes.NDJSON + " in the Accept header."));
    }
}
