package dev.sleeper.server.cli;

import dev.sleeper.engine.Spelling;
import dev.sleeper.server.client.ApiClient;
import dev.sleeper.server.client.ApiProblemException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A table's place in the API.
final class TablePath {
    private static final int SHOWN_NAMES = 10;

    private TablePath() {}

    static String of(String table) {
        return "/v1/tables/" + encode(table);
    }

    /// One part of a path.
    static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// The table's description.
    ///
    /// @throws CommandException when there is no such table; it names the one probably meant, or how to make it
    static JsonNode get(ApiClient client, String table) {
        try {
            return client.get(of(table));
        } catch (ApiProblemException e) {
            if (!e.code().equals("table-not-found")) {
                throw e;
            }
            throw new CommandException(
                    Failures.NOT_FOUND, e.code(), String.valueOf(e.getMessage()), otherNames(client, table));
        }
    }

    private static String otherNames(ApiClient client, String table) {
        List<String> names = new ArrayList<>();
        client.get("/v1/tables")
                .path("tables")
                .forEach(known -> names.add(known.path("name").asString()));
        Optional<String> nearest = Spelling.nearest(table, names);
        if (nearest.isPresent()) {
            return "Did you mean " + nearest.get() + "?";
        }
        List<String> shown = names.subList(0, Math.min(SHOWN_NAMES, names.size()));
        String there = names.isEmpty()
                ? "There are no tables yet."
                : "The tables are " + String.join(", ", shown) + (names.size() > shown.size() ? ", …." : ".");
        return there + " To make it: sleeper table create " + table
                + " --field key:StringType --field value:StringType --row-key key";
    }
}
