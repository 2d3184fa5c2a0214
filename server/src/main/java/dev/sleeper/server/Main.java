package dev.sleeper.server;

import dev.sleeper.server.cli.SleeperCommand;

/// Where the program begins.
public final class Main {
    private Main() {}

    /// Runs one command of the command line and ends with its exit status.
    public static void main(String[] arguments) {
        int status;
        try {
            status = SleeperCommand.run(arguments);
        } catch (RuntimeException | Error unforeseen) {
            unforeseen.printStackTrace();
            status = 1;
        }
        // Threads that something unforeseen left behind must not keep the process.
        System.exit(status);
    }
}
