package dev.sleeper.table;

import dev.sleeper.schema.Schema;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What a table is, apart from its rows: the content of Delta's `metaData`. Immutable.
///
/// @param tableId        the table's id, for ever
/// @param name           the table's name at present
/// @param nameVersion    how often the table was renamed
/// @param schema         its fields and keys, for ever
/// @param options        the table's properties, names beginning with `sleeper.`, in the order of their names
/// @param optionsVersion how often the options were changed
/// @param createdMillis  when the table was made, by its maker's clock
public record TableMetadata(
        String tableId,
        String name,
        long nameVersion,
        Schema schema,
        Map<String, String> options,
        long optionsVersion,
        long createdMillis) {

    public TableMetadata {
        TableName.check(name);
        options = Collections.unmodifiableMap(new TreeMap<>(options));
    }
}
