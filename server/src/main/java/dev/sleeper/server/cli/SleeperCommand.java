package dev.sleeper.server.cli;

import dev.sleeper.server.embedded.TargetRules;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// `sleeper`: the options that say which instance is meant, and the commands.
@Command(
        name = "sleeper",
        header = "A key-value store for very large tables, on a directory or an object store.",
        customSynopsis = "sleeper [--instance NAME | --root DIR | --url URL] [--token TOKEN] COMMAND",
        description = {
            "",
            "Examples:",
            "  sleeper table create words --field key:StringType --field count:LongType --row-key key",
            "  sleeper write words words.parquet",
            "  sleeper query words --where key=tree",
            "  sleeper --root ./data status --json",
            ""
        },
        footer = {
            "",
            "Without --root or --url the environment (SLEEPER_ROOT, SLEEPER_URL, SLEEPER_TOKEN), config.properties",
            "in the home (SLEEPER_HOME) and at last the instance named 'default' under the home are taken.",
            "Exit status: 0 done, 1 failed, 2 wrong use, 3 not found, 4 conflict, 5 store unavailable."
        },
        subcommands = {
            ServerCommand.class,
            StatusCommand.class,
            StopCommand.class,
            TableCommand.class,
            WriteCommand.class,
            QueryCommand.class,
            CompactCommand.class,
            SplitCommand.class,
            CollectCommand.class,
            JobsCommand.class,
            FilesCommand.class,
            PartitionsCommand.class,
            VerifyCommand.class,
            EstimateSplitPointsCommand.class,
            VersionCommand.class
        },
        sortOptions = false)
public final class SleeperCommand implements Runnable {
    private static final Set<String> VERSION = Set.of("version", "--version", "-V");

    @Option(names = "--instance", paramLabel = "NAME", description = "An instance by name; by default 'default'.")
    private @Nullable String instance;

    @Option(names = "--root", paramLabel = "DIR", description = "An instance by its directory.")
    private @Nullable String root;

    @Option(names = "--url", paramLabel = "URL", description = "An instance by the server that serves it.")
    private @Nullable String url;

    @Option(names = "--token", paramLabel = "TOKEN", description = "What that server wants to know.")
    private @Nullable String token;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Answer in JSON.")
    private boolean json;

    @Option(
            names = {"-V", "--version"},
            description = "Say which release this is.")
    private boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // The parser itself answers it.
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    SleeperCommand() {}

    /// Runs a command and gives its exit status.
    public static int run(String[] arguments) {
        SleeperCommand command = new SleeperCommand();
        if (arguments.length == 1 && VERSION.contains(arguments[0])) {
            // Setting the parser up takes longer than all the rest of this command.
            return VersionCommand.print(command.terminal());
        }
        CommandLine line = new CommandLine(command);
        line.setExecutionExceptionHandler((failure, failed, parsed) -> Failures.report(failure, command.terminal()));
        line.setParameterExceptionHandler((wrong, given) -> Failures.report(
                wrongUse(wrong),
                new Terminal(System.out, System.err, List.of(given).contains("--json"))));
        line.setExecutionStrategy(parsed -> {
            // The parser lets a wrong word pass where help is asked for.
            if (!parsed.unmatched().isEmpty()) {
                throw new UnmatchedArgumentException(line, parsed.unmatched());
            }
            int status = new CommandLine.RunLast().execute(parsed);
            if (System.out.checkError()) {
                String problem = "Standard output did not take all that was printed: is a disk full?";
                throw new CommandLine.ExecutionException(line, problem, new IOException(problem));
            }
            return status;
        });
        line.setUsageHelpAutoWidth(true);
        return line.execute(arguments);
    }

    /// What the parser says, without its whole help, in which the reason would be lost.
    private static CommandException wrongUse(ParameterException wrong) {
        List<String> meant =
                wrong instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        return new CommandException(
                Failures.WRONG_USE,
                "wrong-use",
                String.valueOf(wrong.getMessage()),
                (meant.isEmpty() ? "" : "Did you mean " + String.join(", ", meant) + "? ") + "See " + command
                        + " --help.");
    }

    @Override
    public void run() {
        if (version) {
            VersionCommand.print(terminal());
            return;
        }
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "Which command? "
                        + String.join(
                                ", ", Objects.requireNonNull(spec).subcommands().keySet()));
    }

    TargetRules.Arguments target() {
        return new TargetRules.Arguments(instance, root, url, token);
    }

    Terminal terminal() {
        return new Terminal(System.out, System.err, json);
    }
}
