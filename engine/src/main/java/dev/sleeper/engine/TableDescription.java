package dev.sleeper.engine;

import dev.sleeper.schema.Schema;
import java.net.URI;
import java.util.Map;

/// A table as it is at one version.
///
/// @param name      its name, which can change
/// @param id        its id, which cannot
/// @param location  the root of the Delta table
/// @param schema    its fields and keys
/// @param rows      how many rows it has
/// @param files     how many data files hold them
/// @param leaves    how many leaves its partition tree has
/// @param version   the version described
/// @param sizeBytes the length of all data files
/// @param options   what was set for the table
public record TableDescription(
        String name,
        String id,
        URI location,
        Schema schema,
        long rows,
        long files,
        int leaves,
        long version,
        long sizeBytes,
        Map<String, String> options) {
    public TableDescription {
        options = Map.copyOf(options);
    }
}
