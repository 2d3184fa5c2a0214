package dev.sleeper.table.catalog;

import dev.sleeper.log.Cause;

/// What became of a request to make, rename or drop a table.
public sealed interface CatalogResult {

    /// It is done.
    ///
    /// @param table the table, which is gone if it was dropped
    record Done(Table table) implements CatalogResult {}

    /// Another table has the name; nothing has changed.
    record NameTaken(String name) implements CatalogResult {}

    /// No table has the name; nothing has changed.
    record NotFound(String name) implements CatalogResult {}

    /// It was not done.
    ///
    /// @param cause  what the caller can do about it
    /// @param reason why, in a sentence
    record Failed(Cause cause, String reason) implements CatalogResult {}

    /// It is not known whether it was done. Only what is read later tells.
    ///
    /// @param reason why not, in a sentence
    record Unknown(String reason) implements CatalogResult {}
}
