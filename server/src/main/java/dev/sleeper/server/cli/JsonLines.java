package dev.sleeper.server.cli;

import dev.sleeper.server.client.ApiLostException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Prints an answer of many lines of JSON, as it comes.
final class JsonLines {
    private JsonLines() {}

    /// Prints a table's part of the API.
    ///
    /// @param part such as `/files`
    /// @param text what of a line people see
    static int print(SleeperCommand command, String table, String part, Function<JsonNode, String> text)
            throws InterruptedException {
        Terminal terminal = command.terminal();
        try (Connection connection = Connection.open(command)) {
            TablePath.get(connection.client(), table);
            Consumer<String> print = line -> terminal.print(
                    terminal.json() ? line : text.apply(JsonMapper.shared().readTree(line)));
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    connection.client().stream(TablePath.of(table) + part), StandardCharsets.UTF_8))) {
                lines.lines().forEach(print);
            } catch (IOException | UncheckedIOException | JacksonException e) {
                throw new ApiLostException("The server broke off its answer: " + e.getMessage(), e);
            }
        }
        return 0;
    }

    /// A key for people: its values, joined by commas.
    static String key(JsonNode values, String none) {
        return values.isNull()
                ? none
                : String.join(",", values.valueStream().map(JsonNode::asString).toList());
    }
}
