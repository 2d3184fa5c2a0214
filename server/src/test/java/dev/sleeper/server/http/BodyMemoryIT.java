package dev.sleeper.server.http;

import static dev.sleeper.server.http.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.server.arrow.ArrowStreamWriter;
import dev.sleeper.server.arrow.ClaimedBody;
import dev.sleeper.server.rows.RowSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyMemoryIT {
    private static final int MAX_WRITES = 100;
    private static final int LOOKS = 100;

    private final RunningServer server;
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    BodyMemoryIT(@TempDir Path spill) {
        ManualTimekeeper clock = new ManualTimekeeper();
        this.server = RunningServer.over(new InMemoryObjectStore(clock), clock, spill);
    }

    @BeforeEach
    void makeTable() throws IOException, InterruptedException {
        server.post(
                "/v1/tables",
                "{\"name\":\"t\",\"schema\":{\"fields\":[{\"name\":\"key\",\"type\":\"IntType\"},"
                        + "{\"name\":\"value\",\"type\":\"ByteArrayType\"}],\"rowKeys\":[\"key\"]}}");
    }

    @AfterEach
    void close() {
        clients.close();
        server.close();
    }

    @Test
    void aWriteWaitsWhileOthersHaveClaimedAllMemoryAndGoesOnWhenOneIsGone()
            throws IOException, InterruptedException, ExecutionException {
        byte[] small = stream(10);
        List<Socket> claims = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            claims.add(claim(ClaimedBody.before(small, RowSource.MAX_BATCH_BYTES)));
        }

        Future<HttpResponse<byte[]>> waiting = firstThatWaits(small);
        // Two hold all the memory there is, whichever came first; one who waits for some is not seen to be gone.
        claims.get(0).close();
        claims.get(1).close();

        assertThat(waiting.get().statusCode()).isEqualTo(200);
        for (Socket claim : claims) {
            claim.close();
        }
    }

    @Test
    void writersOfMoreThanThereIsMemoryForAllGetTheirTurn()
            throws IOException, InterruptedException, ExecutionException {
        byte[] large = stream(40 << 20);
        List<Future<HttpResponse<byte[]>>> writes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            writes.add(clients.submit(() -> server.write("t", MediaTypes.ARROW_STREAM, large)));
        }

        for (Future<HttpResponse<byte[]>> write : writes) {
            assertThat(write.get().statusCode()).isEqualTo(200);
        }
        assertThat(json(server.get("/v1/tables/t")).path("rows").asInt()).isEqualTo(8);
    }

    /// A write whose state is seen to be `running` again and again: others of its kind take less time than that.
    private Future<HttpResponse<byte[]>> firstThatWaits(byte[] rows) throws IOException, InterruptedException {
        for (int i = 0; i < MAX_WRITES; i++) {
            String job = "job-" + i;
            Future<HttpResponse<byte[]>> write =
                    clients.submit(() -> server.send(server.request("POST", "/v1/tables/t/rows", rows)
                            .header("Content-Type", MediaTypes.ARROW_STREAM)
                            .header("Idempotency-Key", job)));
            int looks = 0;
            while (!write.isDone() && looks < LOOKS) {
                HttpResponse<byte[]> status = server.get("/v1/tables/t/writes/" + job);
                looks += json(status).path("state").asString().equals("running") ? 1 : 0;
            }
            if (!write.isDone()) {
                return write;
            }
        }
        throw new AssertionError("No write of " + MAX_WRITES + " waited");
    }

    /// Begins a write whose batch never comes.
    private Socket claim(byte[] head) throws IOException {
        URI uri = URI.create(server.url());
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        String request = "POST /v1/tables/t/rows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + RunningServer.TOKEN
                + "\r\nContent-Type: " + MediaTypes.ARROW_STREAM + "\r\nContent-Length: 100000000\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(head);
        return socket;
    }

    /// One row whose value has so many bytes.
    private static byte[] stream(int valueBytes) throws IOException {
        List<Field> fields =
                List.of(Field.required("key", PrimitiveType.INT), Field.required("value", PrimitiveType.BYTE_ARRAY));
        IntColumn key = new IntColumn(new int[1], 1, Validity.ALL);
        BytesColumn value = new BytesColumn(new byte[valueBytes], new int[] {0, valueBytes}, 1, Validity.ALL);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArrowStreamWriter writer = new ArrowStreamWriter(out, fields);
        writer.start();
        writer.write(new RowBatch(fields, List.of(key, value), 1));
        writer.finish();
        return out.toByteArray();
    }
}
