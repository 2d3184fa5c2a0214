package dev.sleeper.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");

    @Test
    void theDescriptionHasExactlyTheRoutes(@TempDir Path spill) throws IOException {
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path :
                JsonMapper.shared().readTree(OpenApi.read()).path("paths").properties()) {
            for (String member : path.getValue().propertyNames()) {
                if (METHODS.contains(member)) {
                    described.add(member + " " + path.getKey());
                }
            }
        }

        Set<String> routes = new TreeSet<>();
        for (Route route : ApiRoutes.all(spill)) {
            routes.add(route.method().toLowerCase(Locale.ROOT) + " " + route.template());
        }
        assertThat(described).isEqualTo(routes);
    }
}
