package dev.sleeper.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The program in processes of its own, as users run it.
///
/// @param home where its embedded instances and run files are
public record SleeperProgram(Path home) {
    /// What callers of a server in the foreground must know.
    public static final String TOKEN = "a-token-for-tests";

    private static final int PATIENCE_SECONDS = 60;

    /// Runs the program.
    public Process start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /// Runs the program.
    ///
    /// @param launcher a command that runs the one that follows it
    public Process start(List<String> launcher, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sleeper.server.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SLEEPER_HOME", home.toString());
        builder.environment().put("SLEEPER_TOKEN", TOKEN);
        return builder.start();
    }

    /// All that a process says until it ends, which it does with this status.
    public static String finish(Process process, int exitStatus) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(exitStatus);
        return output;
    }

    /// The first line with a text that a process says. What it says after that is dropped.
    public static String await(Process process, String text) throws IOException {
        StringWriter said = new StringWriter();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null && !line.contains(text)) {
            said.append(line).append('\n');
            line = lines.readLine();
        }
        assertThat(line).as(said.toString()).isNotNull();
        Thread.ofVirtual().start(() -> drop(lines));
        return line;
    }

    private static void drop(BufferedReader lines) {
        try {
            lines.transferTo(StringWriter.nullWriter());
        } catch (IOException ended) {
            // Nobody speaks any more.
        }
    }
}
