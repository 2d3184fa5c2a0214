package dev.sleeper.server.cli;

import static dev.sleeper.server.testing.SleeperProgram.finish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.server.testing.SleeperProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServerCommandIT {
    private final Path root;
    private final SleeperProgram program;

    ServerCommandIT(@TempDir Path home) {
        this.root = home.resolve("data");
        this.program = new SleeperProgram(home);
    }

    @Test
    void anInstanceOfANewerFormatIsNotServedInTheForegroundNorEmbedded() throws IOException, InterruptedException {
        Files.createDirectories(root);
        String newer = "sleeper.format.version=99\nsleeper.instance.id=x\n";
        Files.writeString(root.resolve("instance.properties"), newer);
        String reason = "is stored in format 99, but this Sleeper knows formats up to 1";

        Process foreground = program.start("--root", root.toString(), "server");
        Process embedded = program.start("--root", root.toString(), "table", "list");

        assertThat(finish(foreground, 1)).contains(reason).contains("Use the Sleeper that made it, or a newer one.");
        assertThat(finish(embedded, 1)).contains(reason).contains("Use the Sleeper that made it, or a newer one.");
        assertThat(root.resolve("instance.properties")).hasContent(newer);
        assertThat(root.resolve("tables")).doesNotExist();
    }

    @Test
    void anAddressThatCannotBeListenedOnIsWrongUse() throws IOException, InterruptedException {
        assertThat(finish(program.start("--root", root.toString(), "server", "--port", "99999"), 2))
                .contains("--port 99999 is not from 0");
        assertThat(finish(program.start("--root", root.toString(), "server", "--host", "no host"), 2))
                .contains("--host no host is no address of this machine");
        assertThat(root).doesNotExist();
    }

    @Test
    void aServerThatCannotStartSaysWhyAndEndsAtOnceAlsoWhenItIsTold() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = program.start(
                    "--root", root.toString(), "server", "--port", Integer.toString(taken.getLocalPort()));
            String reason = SleeperProgram.await(process, "sleeper:");
            process.destroy();

            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(reason).contains(Integer.toString(taken.getLocalPort())).containsIgnoringCase("in use");
        }
    }
}
