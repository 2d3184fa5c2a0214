package dev.sleeper.server.http;

import dev.sleeper.engine.Instance;
import dev.sleeper.environment.Environment;
import dev.sleeper.server.rows.BodyMemory;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// The HTTP API, listening. Each request runs on a virtual thread of its own: it is let in by its token, routed,
/// answered, and logged in one line.
///
/// Thread-safe.
public final class ApiServer implements AutoCloseable {
    private static final int MAX_REQUEST_LINE_BYTES = 8 << 10;
    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final int MAX_CONCURRENT_REQUESTS = 1_024;
    private static final int RESPONSE_BUFFER_BYTES = 16 << 10;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final Pattern REQUEST_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private final Environment environment;
    private final BearerToken token;
    private final Activity activity;
    private final Routes routes;
    private final RequestLog log;
    private final ClientWaits waits;
    private final WebServer webServer;

    /// Where to listen, and who may ask.
    ///
    /// @param host  the address to listen on
    /// @param port  0 for any that is free
    /// @param token what every caller must know
    public record Listening(String host, int port, String token) {}

    private ApiServer(Listening listening, Routes routes, Activity activity, Environment environment) {
        this.environment = environment;
        this.token = new BearerToken(listening.token());
        this.activity = activity;
        this.routes = routes;
        this.log = new RequestLog(environment.clock());
        this.waits = new ClientWaits(environment.clock());
        this.webServer = build(listening);
    }

    /// Starts to listen. The instance stays the caller's to close, after the server.
    ///
    /// @param bodies memory for the bodies of requests
    /// @param stop   asked to stop the whole server, by `POST /v1/instance/stop`; must return at once
    /// @throws UncheckedIOException when it cannot listen there
    public static ApiServer start(
            Listening listening,
            Instance instance,
            ServerIdentity identity,
            Activity activity,
            BodyMemory bodies,
            Environment environment,
            Runnable stop) {
        Routes routes = Routes.over(instance, identity, bodies, stop, environment.background(), activity);
        ApiServer server = new ApiServer(listening, routes, activity, environment);
        server.webServer.start();
        if (server.port() < 0) {
            server.webServer.stop();
            throw notListening(listening);
        }
        return server;
    }

    /// The web server keeps to itself why it does not listen, so it is tried once more.
    private static UncheckedIOException notListening(Listening listening) {
        String problem = "The server cannot listen on " + listening.host() + ":" + listening.port();
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(listening.host(), listening.port()));
        } catch (IOException e) {
            return new UncheckedIOException(problem, e);
        }
        return new UncheckedIOException(problem, new IOException("it could not a moment ago"));
    }

    /// The port that it listens on.
    public int port() {
        return webServer.port();
    }

    /// Ends the connections of clients that have neither sent nor taken a byte for five minutes while a request of
    /// theirs went on. To be called now and then.
    public void endStalled() {
        waits.endLong();
    }

    /// Stops: who asks from now on finds the connection closed; requests that run may finish for half a minute, but
    /// for compactions, checks and clean-up, which end at once and say why.
    @Override
    public void close() {
        activity.stop();
        try {
            activity.awaitNone(STOP_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        webServer.stop();
    }

    private WebServer build(Listening listening) {
        return WebServer.builder()
                .host(listening.host())
                .port(listening.port())
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .addProtocol(Http1Config.builder()
                        .maxPrologueLength(MAX_REQUEST_LINE_BYTES)
                        .maxHeadersSize(MAX_HEADER_BYTES)
                        .build())
                .maxConcurrentRequests(MAX_CONCURRENT_REQUESTS)
                .writeBufferSize(RESPONSE_BUFFER_BYTES)
                // Over channels, large answers leave in pieces of 8 KiB, each a call to the kernel.
                .useNio(false)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .directHandlers(ApiServer::problemsBeforeRouting)
                .routing(routing -> routing.any(this::handle))
                .build();
    }

    private void handle(ServerRequest request, ServerResponse response) {
        long begun = environment.clock().nanoTime();
        Exchange exchange = new Exchange(request, response, requestId(request), waits);
        Failure failure = Failure.NONE;
        activity.begin();
        try {
            answer(exchange);
        } catch (CloseConnectionException stop) {
            failure = Failure.stopping(stop);
            throw stop;
        } catch (Throwable e) {
            failure = Failure.of(e);
            tell(exchange, failure, e);
        } finally {
            log.write(exchange, begun, failure);
            activity.end();
        }
    }

    private void answer(Exchange exchange) throws IOException {
        Optional<Route> open = routes.all().stream()
                .filter(Route::open)
                .filter(route -> route.template().equals(exchange.rawPath()))
                .findFirst();
        if (open.isEmpty()) {
            token.check(exchange.header("Authorization").orElse(null));
        }
        Routes.Match match = routes.find(exchange.method(), exchange.rawPath());
        if (activity.isStopping()) {
            // To the client this server is gone already: it finds, or starts, the next one.
            throw new CloseConnectionException("The server is stopping");
        }
        exchange.matched(match.parameters());
        match.route().endpoint().answer(exchange);
    }

    private static void tell(Exchange exchange, Failure failure, Throwable cause) {
        if (exchange.started()) {
            throw Exchange.breakOff(cause);
        }
        try {
            exchange.send(failure.problem());
        } catch (RuntimeException gone) {
            throw Exchange.breakOff(gone);
        }
    }

    /// The caller's own id when it sent one, so that its log and ours can be read together.
    private String requestId(ServerRequest request) {
        return request.headers()
                .value(HeaderNames.create("X-Request-Id"))
                .filter(id -> REQUEST_ID.matcher(id).matches())
                .orElseGet(environment::randomId);
    }

    /// Requests that the web server cannot read never reach a route; they get a problem too.
    private static void problemsBeforeRouting(DirectHandlers.Builder handlers) {
        DirectHandler handler = (request, event, status, headers, message) -> {
            Problem problem = problemBeforeRouting(event, status.code(), message);
            return DirectHandler.TransportResponse.builder()
                    .status(status)
                    .headers(headers)
                    .header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                    .keepAlive(false)
                    .entity(Json.write(problem.toJson("none")))
                    .build();
        };
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            handlers.addHandler(event, handler);
        }
    }

    private static Problem problemBeforeRouting(DirectHandler.EventType event, int status, String message) {
        if (status == 503) {
            return Problem.of(
                    503,
                    "overloaded",
                    "The server is at " + MAX_CONCURRENT_REQUESTS + " requests already",
                    "Try again a little later.");
        }
        return event == DirectHandler.EventType.INTERNAL_ERROR
                ? Problem.of(status, "internal-error", "The server failed while it answered", "Try again.")
                : Problem.of(
                        status,
                        "invalid-request",
                        "The request is not HTTP/1.1 as this server reads it: " + message,
                        "The request line may have 8 KiB and the headers 16 KiB.");
    }
}
