package dev.sleeper.engine.compact;

import dev.sleeper.table.DataFile;
import java.util.List;

/// Files of one partition that are to be merged. Immutable.
///
/// @param partitionId  what they belong to
/// @param inputs       two or more, or one that is to go further down the tree
/// @param minFileBytes what the rows of a partition have to be worth for them to get a file there
public record Compaction(String partitionId, List<DataFile> inputs, long minFileBytes) {
    public Compaction {
        inputs = List.copyOf(inputs);
    }

    /// How long the inputs are together.
    public long sizeBytes() {
        return inputs.stream().mapToLong(DataFile::sizeBytes).sum();
    }

    /// How many rows the inputs have together.
    public long rowCount() {
        return inputs.stream().mapToLong(DataFile::rowCount).sum();
    }
}
