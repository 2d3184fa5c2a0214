/// Instances that need no server of their own: whoever wants one finds the local server of its directory, or starts it.
/// The Python package does the same; the files in the run directory are the contract between the two
/// (`docs/http-api.md`).
///
/// Reading order: `Target` (which instance is meant), `RunDirectory`, `EmbeddedServer` (a server's side),
/// `Starter` (a client's side).
@NullMarked
package dev.sleeper.server.embedded;

import org.jspecify.annotations.NullMarked;
