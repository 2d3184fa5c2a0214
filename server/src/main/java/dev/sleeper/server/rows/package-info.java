/// Rows on their way in, whatever format they come in: the seam between the formats and the engine, the words in which
/// bad rows are refused, and the check of text.
///
/// Reading order: `RowSource`, `Refusal`.
@NullMarked
package dev.sleeper.server.rows;

import org.jspecify.annotations.NullMarked;
