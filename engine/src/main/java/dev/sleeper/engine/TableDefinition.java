package dev.sleeper.engine;

import dev.sleeper.schema.Schema;
import java.util.List;

/// A table to be made.
///
/// @param name        1 to 128 characters of `[a-z0-9_.-]`, the first of `[a-z0-9_]`
/// @param schema      its fields and keys
/// @param splitPoints values of the first row key, ascending, at which the table's leaves meet; empty for one leaf
public record TableDefinition(String name, Schema schema, List<Object> splitPoints) {
    public TableDefinition {
        splitPoints = List.copyOf(splitPoints);
    }
}
