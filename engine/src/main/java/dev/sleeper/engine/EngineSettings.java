package dev.sleeper.engine;

import dev.sleeper.table.catalog.Catalog;
import java.nio.file.Path;

/// What a process grants its engine. All of it is bounds; nothing here changes what is written or answered.
///
/// @param spillDirectory  a local directory for sorted runs that do not fit in memory; made when it is needed. Files in
///     it are gone when their write ends, also when the process is killed
/// @param writeBytes      memory for rows that wait to be written or are being merged, over the whole process
/// @param footerBytes     memory for the page indexes of data files that queries keep
/// @param openFiles       how many data files queries have open at once
/// @param stateBytes      memory for the states of tables that are kept beside the one used last
/// @param readBytes       memory for rows that queries have decoded, over all queries of the process
/// @param writeThreads    how many threads write one data file at most; what is kept in order in the background is
///     written by one
/// @param upkeepWorkers   how many threads may keep tables in order in the background; 0 for none
/// @param logEntries      how many entries of a table's log may wait for a checkpoint, and for clean-up
public record EngineSettings(
        Path spillDirectory,
        long writeBytes,
        long footerBytes,
        int openFiles,
        long stateBytes,
        long readBytes,
        int writeThreads,
        int upkeepWorkers,
        int logEntries) {
    private static final int MIN_OPEN_FILES = 16;
    private static final int MAX_OPEN_FILES = 4_096;

    /// Shares of what a process has. What is left of the heap is for requests on their way in and out, and for garbage;
    /// what is left of the open files for connections and spilled rows.
    ///
    /// @param heapBytes     how large the heap may grow
    /// @param maxOpenFiles  how many files and connections the process may have open at once
    /// @param upkeepWorkers how many threads may keep tables in order in the background; 0 for none
    public static EngineSettings of(Path spillDirectory, long heapBytes, long maxOpenFiles, int upkeepWorkers) {
        return new EngineSettings(
                spillDirectory,
                heapBytes / 4,
                heapBytes / 8,
                Math.clamp(maxOpenFiles / 4, MIN_OPEN_FILES, MAX_OPEN_FILES),
                heapBytes / 8,
                heapBytes / 8,
                Runtime.getRuntime().availableProcessors(),
                upkeepWorkers,
                Catalog.CHECKPOINT_ENTRIES);
    }
}
