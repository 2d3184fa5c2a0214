package dev.sleeper.server.http;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.location.StoreLocation;
import dev.sleeper.server.http.ApiServer.Listening;
import dev.sleeper.server.process.ServerProcess;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real server on a free port of loopback, and a few ways to ask it.
final class RunningServer implements AutoCloseable {
    static final String TOKEN = "a-token-for-tests";

    private final ServerProcess process;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningServer(ServerProcess process) {
        this.process = process;
    }

    static RunningServer start(StoreLocation location, Path spill) {
        return new RunningServer(ServerProcess.start(
                new ServerProcess.Plan(location, new Listening("127.0.0.1", 0, TOKEN), spill),
                SystemEnvironment.open()));
    }

    String url() {
        return process.url();
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
        process.close();
    }
}
