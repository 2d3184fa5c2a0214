package dev.sleeper.server.cli;

import dev.sleeper.server.client.ApiClient;
import dev.sleeper.server.client.ApiLostException;
import dev.sleeper.server.client.ApiProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks for long work and waits for its result, while a person at the terminal sees how far it has come.
final class ProgressLines {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int WIDTH = 30;

    private ProgressLines() {}

    /// The work's result.
    ///
    /// @param title what is shown before the bar
    /// @throws ApiProblemException when it failed
    /// @throws ApiLostException    when the connection was lost before the result came
    static JsonNode await(ApiClient client, String path, JsonNode body, String title) {
        boolean shown = Terminal.showsProgress();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(client.stream(path, body, "application/x-ndjson"), StandardCharsets.UTF_8))) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                JsonNode line = MAPPER.readTree(text);
                if (line.has("result")) {
                    return line.path("result");
                }
                if (line.has("problem")) {
                    throw problem(line.path("problem"));
                }
                if (shown) {
                    show(title, line.path("progress"));
                }
            }
        } catch (IOException | JacksonException e) {
            throw new ApiLostException("The server at " + client.url() + " broke off: " + e.getMessage(), e);
        } finally {
            if (shown) {
                System.err.print("\r\u001b[K");
            }
        }
        throw new ApiLostException(
                "The server at " + client.url() + " ended its answer before there was a result",
                new IOException("no result"));
    }

    private static ApiProblemException problem(JsonNode problem) {
        return new ApiProblemException(
                problem.path("status").asInt(500),
                problem.path("code").asString("unknown"),
                problem.path("detail").asString("The server failed"),
                problem.path("hint").asString(""),
                problem);
    }

    private static void show(String title, JsonNode progress) {
        long done = progress.path("done").asLong();
        long total = Math.max(1, progress.path("total").asLong());
        int filled = (int) (WIDTH * Math.min(done, total) / total);
        System.err.print(String.format(
                Locale.ROOT,
                "\r%s [%s%s] %,d of %,d rows\u001b[K",
                title,
                "#".repeat(filled),
                " ".repeat(WIDTH - filled),
                done,
                total));
    }
}
