/// Rows on their way in and out, whatever their format: the seam between the formats and the engine, and the words in
/// which bad rows are refused.
///
/// Reading order: `RowSource`, `BodyForm`, `BodyMemory`, `Refusal`.
@NullMarked
package dev.sleeper.server.rows;

import org.jspecify.annotations.NullMarked;
