package dev.sleeper.server.http;

import static dev.sleeper.server.http.RunningServer.json;
import static dev.sleeper.server.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.objectstore.location.StoreLocation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Compaction, splitting, clean-up and properties of tables over HTTP.
class UpkeepIT {
    private final RunningServer server;

    UpkeepIT(@TempDir Path spill) {
        this.server = RunningServer.start(StoreLocation.parse("memory:"), spill);
    }

    @BeforeEach
    void writeFiveFiles() throws IOException, InterruptedException {
        HttpResponse<byte[]> made = server.post(
                "/v1/tables",
                "{\"name\":\"w\",\"schema\":{\"fields\":[{\"name\":\"key\",\"type\":\"StringType\"}],"
                        + "\"rowKeys\":[\"key\"],\"sortKeys\":[]}}");
        assertThat(made.statusCode()).as(text(made)).isEqualTo(201);
        // Or the server merges and splits by itself.
        assertThat(put("sleeper.table.online", "false").statusCode()).isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            HttpResponse<byte[]> written = server.send(request("/rows")
                    .header("Content-Type", "application/x-ndjson")
                    .POST(BodyPublishers.ofString("{\"key\":\"a" + i + "\"}\n{\"key\":\"b" + i + "\"}\n")));
            assertThat(written.statusCode()).as(text(written)).isEqualTo(200);
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aCompactionEndsWithItsResult() throws IOException, InterruptedException {
        String[] lines =
                text(server.post("/v1/tables/w/compact", "{\"all\":true}")).split("\n", -1);

        JsonNode result = JsonMapper.shared().readTree(lines[lines.length - 2]).path("result");
        assertThat(result.path("rows").asLong()).isEqualTo(10);
        assertThat(result.path("filesIn").asLong()).isEqualTo(5);
        assertThat(result.path("filesOut").asLong()).isEqualTo(1);
        assertThat(result.path("seconds").isNumber()).isTrue();
        assertThat(result.path("bytesIn").asLong()).isPositive();
        assertThat(json(server.get("/v1/tables/w")).path("files").asLong()).isEqualTo(1);
    }

    @Test
    void aTableThatIsNotThereIsToldByTheStatus() throws IOException, InterruptedException {
        for (String work : new String[] {"compact", "split", "collect"}) {
            HttpResponse<byte[]> response = server.post("/v1/tables/none/" + work, "{}");

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(json(response).path("code").asString()).isEqualTo("table-not-found");
        }
    }

    @Test
    void leavesAreSplitAsThePropertySays() throws IOException, InterruptedException {
        HttpResponse<byte[]> set = put("sleeper.table.partition.splitting.threshold", "4");
        assertThat(set.statusCode()).as(text(set)).isEqualTo(200);

        JsonNode split = json(server.post("/v1/tables/w/split", "{}"));

        assertThat(split.path("leavesSplit").asLong()).isEqualTo(1);
        assertThat(split.path("leaves").asLong()).isGreaterThan(1);
    }

    @Test
    void aPropertyIsSetShownAndTakenBack() throws IOException, InterruptedException {
        assertThat(json(put("sleeper.table.online", "false"))
                        .path("properties")
                        .path("sleeper.table.online")
                        .asString())
                .isEqualTo("false");
        JsonNode reset =
                json(server.send(request("/properties/sleeper.table.online").DELETE()));
        assertThat(reset.path("properties").path("sleeper.table.online").asString())
                .isEqualTo("true");

        HttpResponse<byte[]> wrong = put("sleeper.table.gc.delay.minutes", "soon");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(json(wrong).path("code").asString()).isEqualTo("invalid-property");
        assertThat(json(wrong).path("hint").asString()).contains("whole number");
        assertThat(json(put("sleeper.table.other", "1")).path("hint").asString())
                .contains("sleeper.table.online");
    }

    @Test
    void aTableThatIsOnlineAgainIsMergedByTheServerItself() throws IOException, InterruptedException {
        put("sleeper.table.online", "true");

        // Waits for what goes on.
        HttpResponse<byte[]> compacted = server.post("/v1/tables/w/compact", "{}");

        assertThat(text(compacted)).contains("\"result\"");
        assertThat(json(server.get("/v1/tables/w")).path("files").asLong()).isLessThan(5);
    }

    @Test
    void cleanUpSaysWhatItWouldDelete() throws IOException, InterruptedException {
        JsonNode found = json(server.post("/v1/tables/w/collect", "{\"dryRun\":true}"));

        assertThat(found.path("replaced").size()).isZero();
        assertThat(found.path("orphans").size()).isZero();
        assertThat(json(server.get("/v1/tables/w/jobs")).path("jobs").size()).isZero();
    }

    private HttpResponse<byte[]> put(String property, String value) throws IOException, InterruptedException {
        return server.send(
                request("/properties/" + property).PUT(BodyPublishers.ofString("{\"value\":\"" + value + "\"}")));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + "/v1/tables/w" + path))
                .header("Authorization", "Bearer " + RunningServer.TOKEN);
    }
}
