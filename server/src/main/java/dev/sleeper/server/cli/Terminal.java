package dev.sleeper.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where a command's words go: results to standard output, everything about them to standard error.
///
/// @param json whether results are wanted as JSON
record Terminal(PrintStream out, PrintStream err, boolean json) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    void print(String line) {
        out.println(line);
    }

    void print(JsonNode node) {
        out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node));
    }

    void note(String line) {
        err.println(line);
    }

    /// Whether a person sees standard error, so that progress is worth showing.
    static boolean showsProgress() {
        return isTerminal(2);
    }

    /// Asks the person at the terminal; empty when there is none.
    Optional<String> ask(String question) throws IOException {
        if (!isTerminal(0)) {
            return Optional.empty();
        }
        err.print(question);
        err.flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        return Optional.ofNullable(in.readLine());
    }

    /// As Linux tells it; where nothing tells, nobody is taken to be there.
    private static boolean isTerminal(int descriptor) {
        try {
            String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
