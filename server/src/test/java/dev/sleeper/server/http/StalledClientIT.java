package dev.sleeper.server.http;

import static dev.sleeper.server.http.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.objectstore.InMemoryObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StalledClientIT {
    private static final String AUTHORIZED =
            " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + RunningServer.TOKEN + "\r\n";
    private static final Duration ALMOST = Duration.ofSeconds(200);

    private final ManualTimekeeper clock = new ManualTimekeeper();
    private final RunningServer server;

    StalledClientIT(@TempDir Path spill) {
        this.server = RunningServer.over(new InMemoryObjectStore(clock), clock, spill);
    }

    @Test
    void aClientThatStopsSendingItsRowsLosesItsConnectionAndNothingIsWritten() throws Exception {
        try (server) {
            server.createTable("t");
            try (Socket client = server.sendRaw("POST /v1/tables/t/rows" + AUTHORIZED + "Content-Type: "
                    + MediaTypes.NDJSON + "\r\nIdempotency-Key: job\r\nContent-Length: 1000\r\n\r\n{\"key\":1}\n")) {
                awaitState("running");

                clock.advance(ALMOST);
                server.endStalled();
                assertThat(isEnded(client)).isFalse();
                awaitEnd(client);
            }
            awaitState("absent");
            assertThat(server.rows("t")).isEmpty();
        }
    }

    @Test
    void aClientThatStopsTakingItsAnswerLosesItsConnection() throws Exception {
        try (server) {
            server.createTable("t");
            String lines = ("{\"key\":1,\"text\":\"" + "x".repeat(2_000) + "\"}\n").repeat(10_000);
            assertThat(server.write("t", "job", lines).statusCode()).isEqualTo(200);
            try (Socket client = server.sendRaw("POST /v1/tables/t/query" + AUTHORIZED + "Accept: " + MediaTypes.NDJSON
                    + "\r\nContent-Length: 2\r\n\r\n{}")) {
                assertThat(client.getInputStream().read()).isPositive();
                while (server.openOperations() > 0) {
                    clock.advance(ALMOST);
                    server.endStalled();
                }
            }
        }
    }

    private void awaitState(String state) throws IOException, InterruptedException {
        while (!json(server.get("/v1/tables/t/writes/job"))
                .path("state")
                .asString()
                .equals(state)) {
            Thread.onSpinWait();
        }
    }

    private void awaitEnd(Socket client) throws IOException {
        while (!isEnded(client)) {
            clock.advance(ALMOST);
            server.endStalled();
        }
    }

    private static boolean isEnded(Socket client) throws IOException {
        client.setSoTimeout(20);
        InputStream in = client.getInputStream();
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        }
    }
}
