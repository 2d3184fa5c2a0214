/// Log entries as the JSON lines of Delta Lake. The bytes are described in `docs/format.md`.
///
/// Reading order: `LogEntryCodec`, `EntryWriter`, `EntryReader`, `DeltaSchema`, `FileStatistics`.
@NullMarked
package dev.sleeper.table.log;

import org.jspecify.annotations.NullMarked;
