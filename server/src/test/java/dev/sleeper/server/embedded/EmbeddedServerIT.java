package dev.sleeper.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.server.testing.SleeperProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class EmbeddedServerIT {
    private static final int AT_ONCE = 10;

    private final Path home;
    private final SleeperProgram program;

    EmbeddedServerIT(@TempDir Path home) {
        this.home = home;
        this.program = new SleeperProgram(home);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        finish(sleeper("stop"));
    }

    @Test
    void tenProcessesAtOnceGetOneServer() throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            processes.add(sleeper("table", "list", "--json"));
        }
        for (Process process : processes) {
            assertThat(finish(process)).contains("\"tables\"");
        }

        assertThat(Files.readAllLines(runDirectory().resolve("server.log")))
                .filteredOn(line -> line.contains("\"serving\""))
                .hasSize(1);
        Path token = runDirectory().resolve("token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(runDirectory())))
                .isEqualTo("rwx------");
    }

    @Test
    void aServerThatWasKilledIsStartedAgainAndKeepsItsTables() throws IOException, InterruptedException {
        finish(sleeper("table", "create", "kept", "--field", "key:StringType", "--row-key", "key"));
        long before = JsonMapper.shared()
                .readTree(finish(sleeper("status", "--json")))
                .path("pid")
                .asLong();
        ProcessHandle server = ProcessHandle.of(before).orElseThrow();
        server.destroyForcibly();
        server.onExit().join();

        assertThat(finish(sleeper("status"))).contains("No server");
        assertThat(finish(sleeper("status", "--json")))
                .containsSubsequence("\"pid\" : null", "\"url\" : null", "\"root\" : \"file:", "\"version\" : \"");
        assertThat(finish(sleeper("table", "list"))).isEqualTo("kept\n");
    }

    @Test
    void theExitStatusTellsWhatFailed(@TempDir Path data) throws IOException, InterruptedException {
        Path file = Files.writeString(data.resolve("rows.ndjson"), "{\"key\":\"b\"}\n{\"key\":\"a\"}\n");
        finish(sleeper("table", "create", "words", "--field", "key:StringType", "--row-key", "key"));

        assertThat(finish(sleeper("write", "words", file.toString()))).endsWith("rows.ndjson: 2 rows, version 1\n");
        assertThat(finish(sleeper("query", "words", "--range", "key=a,b"))).isEqualTo("{\"key\":\"a\"}\n");
        assertThat(SleeperProgram.finish(sleeper("query", "wrods"), 3)).contains("Did you mean words?");
        assertThat(SleeperProgram.finish(
                        sleeper("table", "create", "words", "--field", "k:IntType", "--row-key", "k"), 4))
                .contains("words");
        assertThat(SleeperProgram.finish(sleeper("table", "drop", "words"), 2)).contains("--yes");
        String unknownForm = Files.writeString(data.resolve("rows.csv"), "a,b").toString();
        assertThat(SleeperProgram.finish(sleeper("write", "words", unknownForm), 2))
                .contains("--format");
    }

    private Path runDirectory() throws IOException {
        try (Stream<Path> directories = Files.list(home.resolve("run"))) {
            return directories.findFirst().orElseThrow();
        }
    }

    private Process sleeper(String... arguments) throws IOException {
        return program.start(arguments);
    }

    private static String finish(Process process) throws IOException, InterruptedException {
        return SleeperProgram.finish(process, 0);
    }
}
