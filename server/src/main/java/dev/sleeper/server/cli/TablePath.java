package dev.sleeper.server.cli;

import dev.sleeper.server.client.ApiClient;
import dev.sleeper.server.client.ApiProblemException;
import dev.sleeper.server.embedded.Spelling;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A table's place in the API.
final class TablePath {
    private TablePath() {}

    static String of(String table) {
        return "/v1/tables/" + URLEncoder.encode(table, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// The table's description.
    ///
    /// @throws CommandException when there is no such table; it names the one that was probably meant
    static JsonNode get(ApiClient client, String table) {
        try {
            return client.get(of(table));
        } catch (ApiProblemException e) {
            if (!e.code().equals("table-not-found")) {
                throw e;
            }
            List<String> names = new ArrayList<>();
            client.get("/v1/tables")
                    .path("tables")
                    .forEach(known -> names.add(known.path("name").asString()));
            Optional<String> nearest = Spelling.nearest(table, names);
            String hint = nearest.map(name -> "Did you mean " + name + "?").orElse(e.hint());
            throw new CommandException(Failures.NOT_FOUND, e.code(), String.valueOf(e.getMessage()), hint);
        }
    }
}
