/// What a table is: an immutable state, and the changes that turn it into the next. Values only; no I/O.
///
/// Reading order: `TableState`, `Change`, `Rejection`, `EntryDraft`, `LogEntry`, `Action`, then `PartitionTree`,
/// `DataFile`, `Cutoffs`, `NewTable`.
@NullMarked
package dev.sleeper.table;

import org.jspecify.annotations.NullMarked;
