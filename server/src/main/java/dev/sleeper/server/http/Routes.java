package dev.sleeper.server.http;

import dev.sleeper.engine.Instance;
import dev.sleeper.server.rows.BodyMemory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/// Everything that the API answers, in one list. Immutable.
final class Routes {
    private final List<Route> routes;

    private Routes(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    static Routes over(
            Instance instance,
            ServerIdentity identity,
            BodyMemory bodies,
            Runnable stop,
            ExecutorService threads,
            Activity activity) {
        InstanceEndpoints instances = new InstanceEndpoints(instance, identity, stop);
        TableEndpoints tables = new TableEndpoints(instance);
        WriteEndpoints writes = new WriteEndpoints(instance, bodies);
        QueryEndpoint queries = new QueryEndpoint(instance);
        UpkeepEndpoints upkeep = new UpkeepEndpoints(instance, threads, activity);
        return new Routes(List.of(
                new Route("GET", "/v1/health", true, instances::health),
                Route.of("GET", "/v1/openapi.json", new OpenApi()::describe),
                Route.of("GET", "/v1/instance", instances::describe),
                Route.of("POST", "/v1/instance/stop", instances::stop),
                Route.of("GET", "/v1/instance/properties", instances::properties),
                Route.of("PUT", "/v1/instance/properties/{name}", instances::setProperty),
                Route.of("GET", "/v1/tables", tables::list),
                Route.of("POST", "/v1/tables", tables::create),
                Route.of("GET", "/v1/tables/{name}", tables::describe),
                Route.of("DELETE", "/v1/tables/{name}", tables::drop),
                Route.of("POST", "/v1/tables/{name}/rename", tables::rename),
                Route.of("POST", "/v1/tables/{name}/rows", writes::write),
                Route.of("GET", "/v1/tables/{name}/writes/{jobId}", writes::status),
                Route.of("POST", "/v1/tables/{name}/query", queries::query),
                Route.of("POST", "/v1/tables/{name}/compact", upkeep::compact),
                Route.of("POST", "/v1/tables/{name}/verify", upkeep::verify),
                Route.of("GET", "/v1/tables/{name}/files", upkeep::files),
                Route.of("GET", "/v1/tables/{name}/partitions", upkeep::partitions),
                Route.of("POST", "/v1/tables/{name}/split", upkeep::split),
                Route.of("POST", "/v1/tables/{name}/collect", upkeep::collect),
                Route.of("GET", "/v1/tables/{name}/jobs", upkeep::jobs),
                Route.of("GET", "/v1/tables/{name}/properties", upkeep::properties),
                Route.of("PUT", "/v1/tables/{name}/properties/{property}", upkeep::setProperty),
                Route.of("DELETE", "/v1/tables/{name}/properties/{property}", upkeep::resetProperty)));
    }

    List<Route> all() {
        return routes;
    }

    /// @param parameters the values of the names in the route's template
    record Match(Route route, Map<String, String> parameters) {}

    /// The route for a request.
    ///
    /// @throws ProblemException when there is none for the path (404), or none for the method (405)
    Match find(String method, String rawPath) {
        StringBuilder others = new StringBuilder();
        for (Route route : routes) {
            Optional<Map<String, String>> parameters = match(route, rawPath);
            if (parameters.isPresent()) {
                if (route.method().equals(method)) {
                    return new Match(route, parameters.get());
                }
                others.append(others.isEmpty() ? "" : ", ").append(route.method());
            }
        }
        if (others.isEmpty()) {
            throw new ProblemException(Problem.of(
                    404,
                    "not-found",
                    "There is nothing at " + rawPath,
                    "GET /v1/openapi.json lists all that this server answers."));
        }
        throw new ProblemException(Problem.of(
                405, "method-not-allowed", rawPath + " does not answer " + method, "It answers " + others + "."));
    }

    private static Optional<Map<String, String>> match(Route route, String rawPath) {
        try {
            return route.match(rawPath);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.invalidRequest("The path " + rawPath + " is wrongly encoded: " + e.getMessage()));
        }
    }
}
