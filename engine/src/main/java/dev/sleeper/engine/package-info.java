/// Operations on an instance: tables, writes and queries.
///
/// Reading order: `RequestException`.
@NullMarked
package dev.sleeper.engine;

import org.jspecify.annotations.NullMarked;
