package dev.sleeper.server.http;

import static dev.sleeper.server.http.RunningServer.json;
import static dev.sleeper.server.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.server.testing.SleeperProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A limit on the size of files stands in for a full disk: writing fails in the middle of a file in either case.
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class FullDiskIT {
    /// More than any file that the program makes besides, in blocks of 512 or 1,024 bytes.
    private static final List<String> LIMITED = List.of("sh", "-c", "ulimit -f 8192 && exec \"$@\"", "sh");
    private static final int TOO_MUCH_BYTES = 12 << 20;

    @Test
    void aWriteThatDoesNotFitIsRefusedWithTheReasonAndTheTableStaysAsItWas(@TempDir Path home)
            throws IOException, InterruptedException {
        Process process = new SleeperProgram(home)
                .start(LIMITED, "--root", home.resolve("data").toString(), "server");
        try (RunningServer server = RunningServer.of(process)) {
            server.createTable("t");
            assertThat(server.write("t", "first", "{\"key\":1}\n").statusCode()).isEqualTo(200);

            assertTold(server.write("t", "large", manyRows()));
            assertTold(server.write("t", MediaTypes.PARQUET, new byte[TOO_MUCH_BYTES]));

            assertThat(json(server.get("/v1/tables/t/writes/large"))
                            .path("state")
                            .asString())
                    .isEqualTo("absent");
            assertThat(server.rows("t")).isEqualTo("{\"key\":1,\"text\":null}\n");
            assertThat(server.write("t", "second", "{\"key\":2}\n").statusCode())
                    .isEqualTo(200);
            assertThat(server.rows("t")).hasLineCount(2);
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void assertTold(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(503);
        assertThat(json(response).path("code").asString()).isEqualTo("store-unavailable");
        assertThat(json(response).path("detail").asString()).contains("File too large");
    }

    private static String manyRows() {
        Random random = new Random(1);
        byte[] noise = new byte[6_000];
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int key = 0; lines.size() < 2 * TOO_MUCH_BYTES; key++) {
            random.nextBytes(noise);
            String text = Base64.getEncoder().encodeToString(noise);
            lines.writeBytes(("{\"key\":" + key + ",\"text\":\"" + text + "\"}\n").getBytes(StandardCharsets.US_ASCII));
        }
        return lines.toString(StandardCharsets.US_ASCII);
    }
}
