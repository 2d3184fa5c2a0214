package dev.sleeper.server.http;

import static dev.sleeper.server.http.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sleeper.server.testing.SleeperProgram;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class RequestLogIT {
    @Test
    void eachRequestIsOneLineOfJsonWithTheIdOfItsAnswer(@TempDir Path home) throws IOException, InterruptedException {
        Path log = home.resolve("out");
        List<String> toFile = List.of("sh", "-c", "exec \"$@\" > \"$0\"", log.toString());
        Process process = new SleeperProgram(home)
                .start(toFile, "--root", home.resolve("data").toString(), "server");
        String minted;
        try (RunningServer server = RunningServer.of(process)) {
            minted = id(server.get("/v1/tables"));
            HttpResponse<byte[]> refused = server.send(
                    server.request("GET", "/v1/tables/none", new byte[0]).header("X-Request-Id", "mine-7"));
            assertThat(json(refused).path("requestId").asString()).isEqualTo("mine-7");
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

        List<JsonNode> lines = Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                .map(JsonMapper.shared()::readTree)
                .filter(line -> line.path("logger").asString().equals("request"))
                .toList();

        assertThat(lines)
                .extracting(line -> line.path("requestId").asString(), line -> line.path("path")
                        .asString())
                .containsExactly(tuple(minted, "/v1/tables"), tuple("mine-7", "/v1/tables/none"));
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.path("time").asString()).endsWith("Z");
            assertThat(line.path("level").asString()).isEqualTo("INFO");
            assertThat(line.path("method").asString()).isEqualTo("GET");
            assertThat(line.path("micros").asLong()).isPositive();
        });
        assertThat(lines).extracting(line -> line.path("status").asInt()).containsExactly(200, 404);
        assertThat(lines.getLast().path("code").asString()).isEqualTo("table-not-found");
    }

    private static String id(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("X-Request-Id").orElseThrow();
    }
}
