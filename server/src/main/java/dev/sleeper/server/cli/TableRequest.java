package dev.sleeper.server.cli;

import dev.sleeper.server.client.ApiClient;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

/// A command that asks one thing of one table, and prints the answer.
abstract class TableRequest implements Callable<Integer> {
    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    @Parameters(paramLabel = "TABLE")
    private String table = "";

    TableRequest() {}

    /// Asks the server.
    ///
    /// @param path the table's place in the API
    abstract JsonNode ask(ApiClient client, String path) throws InterruptedException;

    /// Prints the answer for people.
    abstract void show(JsonNode answer, Terminal terminal);

    /// The exit status that an answer asks for.
    int status(JsonNode answer) {
        return 0;
    }

    @Override
    public final Integer call() throws InterruptedException {
        SleeperCommand command = Objects.requireNonNull(sleeper);
        Terminal terminal = command.terminal();
        try (Connection connection = Connection.open(command)) {
            TablePath.get(connection.client(), table);
            JsonNode answer = ask(connection.client(), TablePath.of(table));
            if (terminal.json()) {
                terminal.print(answer.toString());
            } else {
                show(answer, terminal);
            }
            return status(answer);
        }
    }

    /// The table as it was named.
    final String table() {
        return table;
    }
}
