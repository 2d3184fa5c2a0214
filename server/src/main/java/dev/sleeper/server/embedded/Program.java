package dev.sleeper.server.embedded;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How to run this very program in a process of its own.
final class Program {
    private Program() {}

    /// The command that serves an instance, in a session of its own where that is possible, so that what interrupts the
    /// caller does not end the server. The Python package does the same with the same flags.
    ///
    /// @throws IllegalArgumentException when a variable of the environment does not say what it should
    static List<String> serving(Target.Local target, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        Path setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            command.add(setsid.toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+AutoCreateSharedArchive");
        command.add("-XX:SharedArchiveFile=" + target.directory().classArchive());
        command.add("-Xshare:auto");
        command.add("-Xlog:cds=off");
        command.add("-Xlog:cds+dynamic=off");
        // Rows come and go in large arrays, which suit a collector that only copies what lives: it takes the least
        // processor time and memory of all.
        command.add("-XX:+UseSerialGC");
        // Threads that an error has ended leave a server that neither answers nor goes away; another is started soon.
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-Xmx"
                + variable(environment, "SLEEPER_HEAP", "1g", "[1-9][0-9]*[kKmMgG]?", "a size such as 512m or 2g"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(itself());
        command.addAll(List.of("--root", target.location().uri().toString(), "server", "--embedded", "--port", "0"));
        command.add("--idle-timeout");
        command.add(variable(
                environment, "SLEEPER_IDLE_TIMEOUT", "600", "[0-9]{1,9}", "a whole number of seconds, or 0 for never"));
        return command;
    }

    private static String variable(
            Map<String, String> environment, String name, String fallback, String form, String wanted) {
        String given = environment.getOrDefault(name, "");
        String value = given.isEmpty() ? fallback : given;
        if (!value.matches(form)) {
            throw new IllegalArgumentException(name + " is '" + value + "', but must be " + wanted);
        }
        return value;
    }

    private static List<String> itself() {
        try {
            Path code = Path.of(Program.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isRegularFile(code)
                    ? List.of("-jar", code.toString())
                    : List.of("-cp", System.getProperty("java.class.path"), "dev.sleeper.server.Main");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("This program's own place is no path", e);
        }
    }
}
