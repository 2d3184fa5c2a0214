package dev.sleeper.server.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks one server. Thread-safe.
public final class ApiClient implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final URI url;
    private final @Nullable String token;
    private final @Nullable Duration patience;
    private final HttpClient http;

    /// A client of one server, which is not asked yet.
    ///
    /// @param url   such as `http://127.0.0.1:8080`
    /// @param token what the server wants to know of its callers
    public ApiClient(URI url, @Nullable String token) {
        this(url, token, null);
    }

    /// A client that takes a server for lost which is slow to answer.
    ///
    /// @param patience how long for any answer; null for as long as the server takes
    public ApiClient(URI url, @Nullable String token, @Nullable Duration patience) {
        this.url = url;
        this.token = token;
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    public URI url() {
        return url;
    }

    /// Asks for JSON.
    ///
    /// @throws ApiProblemException  when the server answers with a problem
    /// @throws ApiLostException     when no server answers
    public JsonNode get(String path) {
        return json(request(path).GET());
    }

    /// Sends JSON and gets JSON.
    public JsonNode send(String method, String path, JsonNode body) {
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
        return json(request.method(method, BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body))));
    }

    /// Makes a request without a body.
    public JsonNode send(String method, String path) {
        return json(request(path).method(method, BodyPublishers.noBody()));
    }

    /// Sends rows and gets JSON.
    ///
    /// @param headers such as the content type
    public JsonNode upload(String path, BodyPublisher rows, Map<String, String> headers) {
        HttpRequest.Builder request = request(path).POST(rows);
        headers.forEach(request::header);
        return json(request);
    }

    /// Sends JSON and gets a stream, which the caller closes.
    public InputStream stream(String path, JsonNode body, String accept) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").header("Accept", accept);
        return answered(request.POST(BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body))));
    }

    /// Gets a stream, which the caller closes.
    public InputStream stream(String path) {
        return answered(request(path).GET());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        if (patience != null) {
            request.timeout(patience);
        }
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode json(HttpRequest.Builder request) {
        try (InputStream body = answered(request)) {
            byte[] bytes = body.readAllBytes();
            return bytes.length == 0 ? MAPPER.createObjectNode() : MAPPER.readTree(bytes);
        } catch (IOException | JacksonException e) {
            throw new ApiLostException("The server at " + url + " broke off its answer: " + e.getMessage(), e);
        }
    }

    private InputStream answered(HttpRequest.Builder request) {
        HttpResponse<InputStream> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            String reason = isUnresolved(e) ? "its host's name is not known" : "the connection was refused";
            throw new ApiLostException("No server answers at " + url + ": " + reason, e);
        } catch (HttpConnectTimeoutException e) {
            throw new ApiLostException(
                    "No server answers at " + url + ": no connection within " + CONNECT_TIMEOUT.toSeconds() + " s", e);
        } catch (IOException e) {
            throw new ApiLostException("The connection to the server at " + url + " was lost: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiLostException("Interrupted while the server at " + url + " was asked", e);
        }
        if (response.statusCode() / 100 != 2) {
            throw problem(response);
        }
        return response.body();
    }

    private static boolean isUnresolved(@Nullable Throwable failure) {
        return failure != null && (failure instanceof UnresolvedAddressException || isUnresolved(failure.getCause()));
    }

    private ApiProblemException problem(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            JsonNode problem = MAPPER.readTree(body.readAllBytes());
            return new ApiProblemException(
                    response.statusCode(),
                    problem.path("code").asString("unknown"),
                    problem.path("detail").asString("The server answered with status " + response.statusCode()),
                    problem.path("hint").asString(""),
                    problem);
        } catch (IOException | JacksonException e) {
            return new ApiProblemException(
                    response.statusCode(),
                    "unknown",
                    "What answers at " + url + " with status " + response.statusCode() + " is no Sleeper server",
                    "Check the URL.",
                    MAPPER.createObjectNode());
        }
    }
}
