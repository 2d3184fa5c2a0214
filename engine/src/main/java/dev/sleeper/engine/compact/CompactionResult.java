package dev.sleeper.engine.compact;

import dev.sleeper.table.DataFile;
import java.util.List;

/// What became of a compaction.
public sealed interface CompactionResult {

    /// The outputs are in the place of the inputs.
    ///
    /// @param version the table version from which on they are
    record Committed(long version, List<DataFile> outputs) implements CompactionResult {
        public Committed {
            outputs = List.copyOf(outputs);
        }
    }

    /// The inputs are as they were, as far as this compaction goes: another has replaced some of them, or the
    /// table has changed otherwise.
    record Obsolete(String reason) implements CompactionResult {}

    /// The outputs may be in the place of the inputs.
    record Unknown(String reason) implements CompactionResult {}
}
