package dev.sleeper.engine;

import java.nio.file.Path;

/// What a process grants its engine. All of it is bounds; nothing here changes what is written or answered.
///
/// @param spillDirectory  a local directory for sorted runs that do not fit in memory; made when it is needed. Files in
///     it are gone when their write ends, also when the process is killed
/// @param writeBytes      memory for rows that wait to be written, over all writes of the process
/// @param footerBytes     memory for the page indexes of data files that queries keep
/// @param openFiles       how many data files queries keep open
/// @param stateBytes      memory for the states of tables that are kept beside the one used last
/// @param readAheadBytes  memory for the rows that one query decodes before they are asked for
public record EngineSettings(
        Path spillDirectory, long writeBytes, long footerBytes, int openFiles, long stateBytes, long readAheadBytes) {
    private static final long MEBIBYTE = 1L << 20;

    /// For a server on a small machine with a heap of a gigabyte or more.
    public static EngineSettings of(Path spillDirectory) {
        return new EngineSettings(spillDirectory, 256 * MEBIBYTE, 64 * MEBIBYTE, 1_000, 256 * MEBIBYTE, 64 * MEBIBYTE);
    }
}
