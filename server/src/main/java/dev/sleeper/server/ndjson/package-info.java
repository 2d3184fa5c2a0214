/// Rows as newline-delimited JSON, one object a line: for scripts and for looking at; Arrow is many times faster.
///
/// Reading order: `NdjsonWriter`, `NdjsonReader`, `JsonColumn` and its kinds.
@NullMarked
package dev.sleeper.server.ndjson;

import org.jspecify.annotations.NullMarked;
