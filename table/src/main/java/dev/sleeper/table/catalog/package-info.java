/// Tables as they stand in a store: a handle on one table's log, and the catalog of an instance's tables by name.
///
/// Reading order: `Catalog`, `TableNames`, `Table`, `TableRules`, `TableCodec`, `ClockCheck`, `DroppedTable`,
/// `ForeignCheckpoints`.
@NullMarked
package dev.sleeper.table.catalog;

import org.jspecify.annotations.NullMarked;
