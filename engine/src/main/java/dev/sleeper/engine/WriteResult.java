package dev.sleeper.engine;

/// A write that is committed.
///
/// @param jobId          the id that the write was made under
/// @param version        the table version from which on queries see the rows
/// @param rows           how many rows the caller handed over
/// @param files          how many data files were added; 0 when there were no rows
/// @param alreadyWritten whether a write with this job id had been committed before, so that nothing was added
public record WriteResult(String jobId, long version, long rows, int files, boolean alreadyWritten) {}
