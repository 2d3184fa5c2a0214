package dev.sleeper.table;

import java.util.ArrayList;
import java.util.List;

/// A table about to be made: what the first entry of its log says. Immutable.
///
/// @param metadata   its id, name, schema and options
/// @param partitions its keys' first division
public record NewTable(TableMetadata metadata, PartitionTree partitions) {
    private static final String OPERATION = "CREATE TABLE";

    public NewTable {
        TableOptions.obstacle(metadata.options().keySet()).ifPresent(obstacle -> {
            throw new IllegalArgumentException(obstacle);
        });
    }

    /// The entry at version 0.
    public LogEntry firstEntry(String commitId) {
        List<Action> actions = new ArrayList<>();
        actions.add(new Action.SetMetadata(metadata));
        partitions.partitions().forEach(partition -> actions.add(new Action.PutPartition(partition)));
        return new LogEntry(0, commitId, metadata.createdMillis(), OPERATION, actions);
    }
}
