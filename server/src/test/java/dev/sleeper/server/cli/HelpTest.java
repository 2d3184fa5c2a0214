package dev.sleeper.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {

    static List<CommandLine> commands() {
        return withAllBelow(new CommandLine(new SleeperCommand())).toList();
    }

    private static Stream<CommandLine> withAllBelow(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::withAllBelow));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandShowsExamples(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();

        assertThat(command.getUsageMessage())
                .containsSubsequence("Examples:", "sleeper ", name.replaceFirst("^sleeper ?", ""));
    }
}
