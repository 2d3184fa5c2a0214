package dev.sleeper.engine.compact;

import dev.sleeper.table.DataFile;
import java.time.Duration;
import java.util.List;

/// What compactions did together.
///
/// @param rows     how many rows were written anew, each as often as it was
/// @param bytesIn  how long the files were that were replaced
/// @param bytesOut how long those are that replaced them
/// @param filesIn  how many files were replaced
/// @param filesOut how many replaced them
/// @param time     from the plan of the first to the commit of the last
public record CompactionSummary(long rows, long bytesIn, long bytesOut, int filesIn, int filesOut, Duration time) {
    public static final CompactionSummary NOTHING = new CompactionSummary(0, 0, 0, 0, 0, Duration.ZERO);

    /// The same with one more compaction.
    ///
    /// @param until from the plan of the first until now
    public CompactionSummary with(Compaction done, List<DataFile> outputs, Duration until) {
        return new CompactionSummary(
                rows + done.rowCount(),
                bytesIn + done.sizeBytes(),
                bytesOut + outputs.stream().mapToLong(DataFile::sizeBytes).sum(),
                filesIn + done.inputs().size(),
                filesOut + outputs.size(),
                until);
    }
}
