package dev.sleeper.server.embedded;

import dev.sleeper.engine.Spelling;
import dev.sleeper.objectstore.location.StoreLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out which instance is meant. The first of these that names a root or a URL counts: the arguments; the
/// variables `SLEEPER_ROOT` and `SLEEPER_URL`; `instance.NAME.root` and `instance.NAME.url` in `config.properties` of
/// the home; `root` and `url` there; and else the directory under the home that bears the instance's name. A token may
/// come from a later one of these places than the URL.
public final class TargetRules {
    private static final Pattern NAME = Pattern.compile("(?!\\.+$)[A-Za-z0-9_.-]{1,128}");
    private static final List<String> KEYS = List.of("root", "url", "token");
    private static final Pattern SETTING = Pattern.compile("(instance\\.[A-Za-z0-9_.-]{1,128}\\.)?([^.]+)");
    private static final int MAX_PORT = 65_535;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Home home;
    private final Map<String, String> environment;

    /// What the command line says; nulls where it says nothing.
    ///
    /// @param instance a name
    /// @param root     a directory
    /// @param url      a server
    /// @param token    for that server
    public record Arguments(
            @Nullable String instance,
            @Nullable String root,
            @Nullable String url,
            @Nullable String token) {}

    /// A place to look: what it is called, and what it says for `root`, `url` and `token`.
    private record Place(String name, Function<String, @Nullable String> values) {
        @Nullable
        String value(String key) {
            String value = values.apply(key);
            return value == null || value.isEmpty() ? null : value;
        }
    }

    public TargetRules(Home home, Map<String, String> environment) {
        this.home = home;
        this.environment = Map.copyOf(environment);
    }

    /// Finds the instance.
    ///
    /// @throws IllegalArgumentException saying which argument, variable or line is wrong
    public Target resolve(Arguments arguments) {
        if ("".equals(arguments.root()) || "".equals(arguments.url())) {
            throw new IllegalArgumentException("The argument for the root or the URL is empty");
        }
        String name = Optional.ofNullable(arguments.instance()).orElse("default");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The instance name '" + name + "' is not 1 to 128 letters, digits, '_', '.' and '-'");
        }
        List<Place> places = places(arguments, name);
        for (Place place : places) {
            String root = place.value("root");
            String url = place.value("url");
            if (root != null && url != null) {
                throw new IllegalArgumentException("Both a root and a URL are given in " + place.name()
                        + "; give the root of an instance for a server of your own, or the URL of a server that runs");
            }
            if (url != null) {
                return new Target.Remote(checkedUrl(url), token(places));
            }
            if (root != null) {
                return local(StoreLocation.parse(root));
            }
        }
        return local(StoreLocation.parse(home.instanceRoot(name).toString()));
    }

    private List<Place> places(Arguments arguments, String name) {
        Map<String, String> config = readConfig();
        return List.of(
                new Place("the arguments", key -> switch (key) {
                    case "root" -> arguments.root();
                    case "url" -> arguments.url();
                    default -> arguments.token();
                }),
                new Place("the environment", key -> environment.get("SLEEPER_" + key.toUpperCase(Locale.ROOT))),
                new Place(home.configFile().toString(), key -> config.get("instance." + name + "." + key)),
                new Place(home.configFile().toString(), config::get));
    }

    private static @Nullable String token(List<Place> places) {
        for (Place place : places) {
            String token = place.value("token");
            if (token != null) {
                return token;
            }
        }
        return null;
    }

    private Target.Local local(StoreLocation location) {
        if (location instanceof StoreLocation.Directory(Path path) && Files.isRegularFile(path)) {
            throw new IllegalArgumentException(path + " is a file, not a directory");
        }
        return new Target.Local(location, home.runDirectory(location));
    }

    private static URI checkedUrl(String url) {
        String problem = "The server's URL '" + url + "' is not of the form http://host:port";
        URI parsed;
        try {
            parsed = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(problem, e);
        }
        boolean http = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
        if (!http || parsed.getHost() == null || parsed.getPort() == 0 || parsed.getPort() > MAX_PORT) {
            throw new IllegalArgumentException(problem);
        }
        return parsed;
    }

    /// Lines of `name=value`; blank ones and those that begin with `#` or `!` say nothing.
    private Map<String, String> readConfig() {
        String text;
        try {
            text = Files.readString(home.configFile(), StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return Map.of();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(home.configFile() + " is not UTF-8 text; save it as UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + home.configFile(), e);
        }
        Map<String, String> values = new HashMap<>();
        int number = 0;
        for (String line : (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
                .lines()
                .toList()) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#") && !stripped.startsWith("!")) {
                readSetting(stripped, home.configFile() + ", line " + number, values);
            }
        }
        return values;
    }

    /// Without showing the line, which may hold a token.
    private static void readSetting(String line, String where, Map<String, String> values) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(where + " is not of the form name=value");
        }
        String name = line.substring(0, equals).strip();
        Matcher parts = SETTING.matcher(name);
        if (!parts.matches() || !KEYS.contains(parts.group(2))) {
            Optional<String> nearest = parts.matches() ? Spelling.nearest(parts.group(2), KEYS) : Optional.empty();
            throw new IllegalArgumentException(where + ": there is no setting '" + name + "'; "
                    + nearest.map(key -> "did you mean " + Objects.toString(parts.group(1), "") + key + "?")
                            .orElse("there are root, url and token, and for one instance instance.NAME.root, …"));
        }
        values.put(name, line.substring(equals + 1).strip());
    }
}
