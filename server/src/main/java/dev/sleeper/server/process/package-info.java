/// A server as a process: everything that it is made of, opened in order and closed in reverse, and its log.
///
/// Reading order: `ServerProcess`, `Build`, `JsonLog`.
@NullMarked
package dev.sleeper.server.process;

import org.jspecify.annotations.NullMarked;
