package dev.sleeper.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.EngineSettings;
import dev.sleeper.engine.Instance;
import dev.sleeper.environment.Environment;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.environment.Timekeeper;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.location.StoreLocation;
import dev.sleeper.server.http.ApiServer.Listening;
import dev.sleeper.server.process.ServerProcess;
import dev.sleeper.server.rows.BodyMemory;
import dev.sleeper.server.rows.RowSource;
import dev.sleeper.server.testing.SleeperProgram;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real server on a free port of loopback, and a few ways to ask it.
final class RunningServer implements AutoCloseable {
    static final String TOKEN = SleeperProgram.TOKEN;

    /// Memory for the bodies of requests to a server over a store of the test's.
    static final long BODY_BYTES = 3L * RowSource.MAX_BATCH_BYTES;

    private static final Listening LISTENING = new Listening("127.0.0.1", 0, TOKEN);

    private final String url;
    private final Runnable closing;
    private final @Nullable Inside inside;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// What a test may look into.
    private record Inside(ApiServer api, Instance instance) {}

    private RunningServer(String url, Runnable closing, @Nullable Inside inside) {
        this.url = url;
        this.closing = closing;
        this.inside = inside;
    }

    static RunningServer start(StoreLocation location, Path spill) {
        return of(process(location, spill));
    }

    static ServerProcess process(StoreLocation location, Path spill) {
        return ServerProcess.start(new ServerProcess.Plan(location, LISTENING, spill), SystemEnvironment.open());
    }

    /// A server in a process of its own.
    static RunningServer of(Process process) throws IOException {
        String serving = SleeperProgram.await(process, "Serving ");
        String url = serving.substring(serving.lastIndexOf("http://"));
        return new RunningServer(url, process::destroy, null);
    }

    static RunningServer of(ServerProcess process) {
        return new RunningServer(process.url(), process::close, null);
    }

    /// A server over a store of the test's.
    ///
    /// @param clock of the engine and of the API
    static RunningServer over(ObjectStore store, Timekeeper clock, Path spill) {
        SystemEnvironment system = SystemEnvironment.open();
        Environment real = system.environment();
        Environment environment =
                new Environment(clock, real.random(), real.workers(), real.blocking(), real.background());
        Instance instance = Instance.open(store, environment, EngineSettings.of(spill, 1L << 30, 1_000, 0));
        ServerIdentity identity = new ServerIdentity(store.root(), "0", "test", 1, Instant.EPOCH);
        Activity activity = new Activity(real.clock());
        BodyMemory bodies = new BodyMemory(BODY_BYTES);
        ApiServer api = ApiServer.start(LISTENING, instance, identity, activity, bodies, environment, () -> {});
        Runnable closing = () -> {
            try (system;
                    instance) {
                api.close();
            }
        };
        return new RunningServer("http://127.0.0.1:" + api.port(), closing, new Inside(api, instance));
    }

    /// Has a server that is over a store of the test's end the connections of clients that stall.
    void endStalled() {
        Objects.requireNonNull(inside).api().endStalled();
    }

    /// How many writes and queries of a server over a store of the test's are open.
    int openOperations() {
        return Objects.requireNonNull(inside).instance().openOperations();
    }

    /// Sends bytes as they are, and leaves the connection open.
    Socket sendRaw(String text) throws IOException {
        URI uri = URI.create(url());
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    String url() {
        return url;
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(request("GET", path, new byte[0]));
    }

    HttpResponse<byte[]> post(String path, String json) throws IOException, InterruptedException {
        return send(request("POST", path, json.getBytes(StandardCharsets.UTF_8))
                .header("Content-Type", "application/json"));
    }

    HttpResponse<byte[]> write(String table, String mediaType, byte[] rows) throws IOException, InterruptedException {
        return send(request("POST", "/v1/tables/" + table + "/rows", rows).header("Content-Type", mediaType));
    }

    /// The rows of a table as lines of JSON.
    String rows(String table) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                send(request("POST", "/v1/tables/" + table + "/query", "{}".getBytes(StandardCharsets.UTF_8))
                        .header("Accept", MediaTypes.NDJSON));
        return text(response);
    }

    /// Writes lines of JSON under a job id.
    HttpResponse<byte[]> write(String table, String jobId, String lines) throws IOException, InterruptedException {
        return send(request("POST", "/v1/tables/" + table + "/rows", lines.getBytes(StandardCharsets.UTF_8))
                .header("Content-Type", MediaTypes.NDJSON)
                .header("Idempotency-Key", jobId));
    }

    /// Makes a table of an integer key and a text.
    void createTable(String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> made = post(
                "/v1/tables",
                "{\"name\":\"" + name + "\",\"schema\":{\"fields\":[{\"name\":\"key\",\"type\":\"IntType\"},"
                        + "{\"name\":\"text\",\"type\":\"StringType\",\"nullable\":true}],\"rowKeys\":[\"key\"]}}");
        assertThat(made.statusCode()).as(text(made)).isEqualTo(201);
    }

    HttpRequest.Builder request(String method, String path, byte[] body) {
        return HttpRequest.newBuilder(URI.create(url() + path))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, BodyPublishers.ofByteArray(body));
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /// Sends bytes as they are, ends its side of the connection, and gives all that comes back.
    String exchangeRaw(byte[] bytes) throws IOException {
        URI uri = URI.create(url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    @Override
    public void close() {
        http.shutdownNow();
        closing.run();
    }
}
