package dev.sleeper.objectstore;

import java.util.ArrayList;
import java.util.List;

/// Paths that must not get past any store: ways out of a root that have worked somewhere, and all that is not a path.
final class HostilePaths {
    private static final List<String> STEPS = List.of(
            "..",
            ".",
            "...",
            "%2e%2e",
            "%2E%2E",
            "..%00",
            "\u2024\u2024",
            "\uff0e\uff0e",
            "..\\",
            "\\..",
            "..;",
            "",
            " ",
            "\u0000",
            "a\u0000",
            "a\n",
            "~",
            "$HOME",
            "C:",
            "a:b",
            "*",
            "?",
            "\"",
            "'",
            "<",
            ">",
            "|",
            "é",
            "\ud83d\ude00",
            ".sleeper",
            ".hidden",
            "a b",
            "a+b",
            "a%20b",
            "a\\b",
            "\u202e",
            "\ud800",
            "{a}",
            "[a]",
            "a,b",
            "a;b",
            "a&b",
            "@",
            "!",
            "#",
            "(",
            ")",
            "^",
            "`",
            "s".repeat(ObjectPath.MAX_SEGMENT_LENGTH + 1));

    static final List<String> ALL = all();

    private HostilePaths() {}

    private static List<String> all() {
        List<String> paths =
                new ArrayList<>(List.of("/", "//", "/a", "a/", "a//b", "/etc/passwd", "//host/share", "\\\\host"));
        for (String step : STEPS) {
            paths.add(step);
            paths.add("a/" + step);
            paths.add(step + "/a");
            paths.add("a/" + step + "/b");
            paths.add("a/" + step + "/" + step + "/" + step + "/etc/passwd");
            paths.add("/" + step);
            paths.add(step + "/");
            paths.add(step + "/" + step);
            paths.add("a" + "/b".repeat(20) + "/" + step);
            paths.add("tables/" + step + "/_delta_log/00000000000000000000.json");
        }
        paths.add("a/".repeat(512) + "a");
        paths.add("a".repeat(ObjectPath.MAX_LENGTH + 1));
        return List.copyOf(paths);
    }
}
