/// The HTTP API over one instance; `docs/http-api.md` is its contract.
///
/// Reading order: `Routes` (all that it answers), `ApiServer` (how a request is let in, answered and logged),
/// `Exchange`, the endpoints, `Problem`.
@NullMarked
package dev.sleeper.server.http;

import org.jspecify.annotations.NullMarked;
