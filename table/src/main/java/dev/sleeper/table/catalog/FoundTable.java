package dev.sleeper.table.catalog;

import dev.sleeper.table.TableState;

/// A table that was found by its name.
///
/// @param table the handle on it
/// @param state its state when the name was found to be its own, as new as was asked for
public record FoundTable(Table table, TableState state) {}
