/// The command line: `sleeper …`. Each command is a type; all but `server` and `version` ask a server, which is found,
/// or started when it is the local one of an instance.
///
/// Reading order: `SleeperCommand`, `Connection`, `Terminal`, `Failures`, then the commands.
@NullMarked
package dev.sleeper.server.cli;

import org.jspecify.annotations.NullMarked;
