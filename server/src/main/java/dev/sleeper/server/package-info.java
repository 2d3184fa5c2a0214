/// The program. Its packages: `http` (the API over an instance), `rows`, `arrow` and `ndjson` (rows in and out),
/// `process` (the wiring of a server), `embedded` (local servers that start by themselves), `client` and `cli`.
///
/// Reading order: `process.ServerProcess`, `http`, `rows`, `arrow`, `embedded`, `cli`.
@NullMarked
package dev.sleeper.server;

import org.jspecify.annotations.NullMarked;
