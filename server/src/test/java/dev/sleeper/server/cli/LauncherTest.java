package dev.sleeper.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LauncherTest {
    /// Which options have a value in the next argument, so that this is not taken for the command.
    private static final Pattern VALUED = Pattern.compile("(--\\S+)\\) value_of=");

    @Test
    void theLauncherKnowsEachOptionThatHasAValueBeforeTheCommand() throws IOException {
        Matcher listed = VALUED.matcher(Files.readString(Path.of("..", "scripts", "launcher.sh")));
        assertThat(listed.find()).isTrue();

        assertThat(Arrays.asList(listed.group(1).split("\\|")))
                .containsExactlyInAnyOrderElementsOf(new CommandLine(new SleeperCommand())
                        .getCommandSpec().options().stream()
                                .filter(option -> option.arity().max() > 0)
                                .flatMap(option -> Arrays.stream(option.names()))
                                .collect(Collectors.toCollection(TreeSet::new)));
    }
}
