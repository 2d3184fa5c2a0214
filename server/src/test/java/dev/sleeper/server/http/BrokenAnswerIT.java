package dev.sleeper.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.objectstore.location.StoreLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenAnswerIT {
    private static final int ROWS = 400_000;

    @Test
    void anAnswerThatFailsMidwayIsNotTakenForWhole(@TempDir Path root, @TempDir Path spill)
            throws IOException, InterruptedException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            rows.append("{\"key\":")
                    .append(i)
                    .append(",\"value\":\"")
                    .append(i * 7919L)
                    .append("\"}\n");
        }
        try (RunningServer server = RunningServer.start(StoreLocation.parse(root.toString()), spill)) {
            server.post(
                    "/v1/tables",
                    "{\"name\":\"t\",\"schema\":{\"fields\":[{\"name\":\"key\",\"type\":\"LongType\"},"
                            + "{\"name\":\"value\",\"type\":\"StringType\"}],\"rowKeys\":[\"key\"]}}");
            server.write("t", MediaTypes.NDJSON, rows.toString().getBytes(StandardCharsets.UTF_8));
            damageTheMiddle(root);

            for (String accepted : new String[] {MediaTypes.ARROW_STREAM, MediaTypes.NDJSON}) {
                String answer = server.exchangeRaw(
                        ("POST /v1/tables/t/query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + RunningServer.TOKEN
                                        + "\r\nAccept: " + accepted + "\r\nContent-Length: 2\r\n\r\n{}")
                                .getBytes(StandardCharsets.US_ASCII));

                assertThat(answer).startsWith("HTTP/1.1 200");
                assertThat(answer).as("no last chunk").doesNotEndWith("\r\n0\r\n\r\n");
                assertThat(answer).contains(accepted.equals(MediaTypes.NDJSON) ? "{\"error\":{" : "sleeper:problem");
                assertThat(answer).contains("\"code\":\"corrupt-data\"");
            }
        }
    }

    private static void damageTheMiddle(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            Path file = files.filter(path -> path.toString().endsWith(".parquet")
                            && !path.toString().contains("_delta_log"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < 64; i++) {
                bytes[bytes.length / 2 + i] ^= 0x55;
            }
            Files.write(file, bytes);
        }
    }
}
