package dev.sleeper.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One request and its answer: the only place, with [ApiServer], that knows the web server's own types. Used by one
/// thread.
final class Exchange {
    private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
    /// What is read and thrown away of a body nobody wants, so that the client comes to read the answer.
    private static final long MAX_DRAINED_BYTES = 256L << 20;
    /// What a client has to take before it is taken for gone.
    private static final int MAX_SENT_BYTES = 1 << 20;

    private final ServerRequest request;
    private final ServerResponse response;
    private final String requestId;
    private final ClientWaits waits;
    private Map<String, String> parameters = Map.of();
    private @Nullable RequestBody body;
    private int status;
    private boolean started;

    Exchange(ServerRequest request, ServerResponse response, String requestId, ClientWaits waits) {
        this.request = request;
        this.response = response;
        this.requestId = requestId;
        this.waits = waits;
        response.header(REQUEST_ID, requestId);
    }

    String requestId() {
        return requestId;
    }

    String method() {
        return request.prologue().method().text();
    }

    /// The path as it was sent, still encoded, without the query.
    String rawPath() {
        return request.prologue().uriPath().rawPath();
    }

    /// The URL under which this request reached the server.
    String serverUrl() {
        return "http://" + request.authority();
    }

    void matched(Map<String, String> pathParameters) {
        this.parameters = pathParameters;
    }

    /// The value that stood in the path for a name of the route's template.
    String parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    Optional<String> header(String name) {
        return request.headers().value(HeaderNames.create(name));
    }

    /// The body's media type, in lower case and without parameters.
    Optional<String> contentType() {
        return header("Content-Type")
                .map(value -> value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    /// The body as it comes in; a connection that is cut shows as an `IOException`, not as an end.
    InputStream body() {
        if (body == null) {
            body = new RequestBody(
                    request.content().hasEntity() ? request.content().inputStream() : InputStream.nullInputStream(),
                    waits);
        }
        return body;
    }

    /// The status that was answered; 0 before that.
    int status() {
        return status;
    }

    /// True when part of an answer may have reached the client, so that no other can take its place.
    boolean started() {
        return started;
    }

    void send(int newStatus, JsonNode json) {
        send(newStatus, MediaTypes.JSON, Json.write(json));
    }

    void send(int newStatus, String mediaType, byte[] content) {
        answering(newStatus, mediaType);
        try {
            waits.send(() -> response.send(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void sendNothing(int newStatus) {
        status = newStatus;
        started = true;
        response.status(newStatus).send();
    }

    /// Sends a problem and, when the client may still be sending its body, ends the connection after that.
    void send(Problem problem) {
        boolean unread = request.content().hasEntity() && !request.content().consumed();
        if (unread) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (problem.status() == 401) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        send(problem.status(), Problem.MEDIA_TYPE, Json.write(problem.toJson(requestId)));
        if (unread && problem.status() == 401) {
            // Of a caller who is not let in nothing is read: it could hold a request open for as long as it likes.
            throw new CloseConnectionException("The caller was not let in");
        }
        if (unread) {
            drain();
        }
    }

    /// An answer whose length is not known. Nothing is sent before its first byte, so that a problem met until then
    /// can still be told as one. Closing it says that the answer is whole.
    OutputStream stream(String mediaType, Map<String, String> headers) {
        return new OutputStream() {
            private @Nullable OutputStream out;

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                OutputStream begun = started();
                for (int sent = 0; sent < length; sent += MAX_SENT_BYTES) {
                    int start = from + sent;
                    int count = Math.min(MAX_SENT_BYTES, length - sent);
                    waits.send(() -> begun.write(bytes, start, count));
                }
            }

            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void flush() throws IOException {
                OutputStream begun = out;
                if (begun != null) {
                    waits.send(begun::flush);
                }
            }

            @Override
            public void close() throws IOException {
                waits.send(started()::close);
            }

            private OutputStream started() {
                if (out == null) {
                    headers.forEach((name, value) -> response.header(HeaderNames.create(name), value));
                    answering(200, mediaType);
                    out = response.outputStream();
                }
                return out;
            }
        };
    }

    /// Ends the connection where it is, so that an answer which has begun is not taken for whole.
    static RuntimeException breakOff(Throwable cause) {
        return new CloseConnectionException("The answer failed after it had begun", cause);
    }

    private void answering(int newStatus, String mediaType) {
        status = newStatus;
        started = true;
        response.status(newStatus).header(HeaderNames.CONTENT_TYPE, mediaType);
    }

    private void drain() {
        try {
            byte[] ignored = new byte[64 << 10];
            long drained = 0;
            int count = body().read(ignored);
            while (count >= 0 && drained < MAX_DRAINED_BYTES) {
                drained += count;
                count = body().read(ignored);
            }
        } catch (IOException gone) {
            // The client has stopped sending, which is what draining waits for.
        }
    }
}
