package dev.sleeper.engine.upkeep;

import java.time.Instant;

/// Work on a table that some process has taken on.
///
/// @param kind      what it is, such as `compaction`
/// @param partition whose files it is about
/// @param process   the random id of the process that does it
/// @param files     how many files it reads
/// @param rows      how many rows these have
/// @param rowsDone  how many of them were read when the process last said so
/// @param begun     when it began, by that process's clock
/// @param expires   when the process will have renewed it, or others may take it for lost, by that process's clock
public record OpenJob(
        String kind,
        String partition,
        String process,
        int files,
        long rows,
        long rowsDone,
        Instant begun,
        Instant expires) {}
