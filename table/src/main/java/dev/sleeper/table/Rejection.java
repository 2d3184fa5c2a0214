package dev.sleeper.table;

/// Why a change does not fit a table's state. The state is as it was. Immutable.
public sealed interface Rejection {

    /// The reason in a sentence for people.
    String message();

    /// The job's files are in the table since an earlier commit of the same id: the write is done.
    ///
    /// @param jobId   the job
    /// @param version a version of the table that has the job's rows
    record AlreadyWritten(String jobId, long version) implements Rejection {
        @Override
        public String message() {
            return "Job " + jobId + " is written already, at version " + version + " at the latest";
        }
    }

    /// The job began so long ago that its id may have been forgotten: whether it is written cannot be told any
    /// more.
    record JobBelowCutoff(String jobId, long begunMillis, long cutoffMillis) implements Rejection {
        @Override
        public String message() {
            return "Job " + jobId + " began at " + begunMillis + ", and ids of jobs that began by " + cutoffMillis
                    + " are forgotten: another attempt at it may be one of them";
        }
    }

    /// A file that a compaction read is no longer live: another compaction replaced it.
    record InputGone(FileLocation input) implements Rejection {
        @Override
        public String message() {
            return "Input " + input + " is no longer part of the table";
        }
    }

    /// A file to be added is in the table, or was.
    record FileExists(FileLocation file) implements Rejection {
        @Override
        public String message() {
            return "File " + file + " is part of the table already, or was";
        }
    }

    /// A file to be added took so long that clean-up may have deleted it as an orphan.
    record IdBelowCutoff(FileLocation file, long cutoffMillis) implements Rejection {
        @Override
        public String message() {
            return "File " + file + " was begun at or before " + cutoffMillis
                    + ", the time up to which files that no commit names are deleted; write the rows again";
        }
    }

    /// A file belongs to a partition that the table does not have, or a change names one.
    record UnknownPartition(String partitionId) implements Rejection {
        @Override
        public String message() {
            return "The table has no partition " + partitionId;
        }
    }

    /// A file holds keys that are not in its partition's range.
    record OutsidePartition(FileLocation file) implements Rejection {
        @Override
        public String message() {
            return "File " + file + " holds keys outside its partition";
        }
    }

    /// A compaction's outputs do not hold as many rows as its inputs.
    record RowCountChanged(long inputRows, long outputRows) implements Rejection {
        @Override
        public String message() {
            return "The outputs hold " + outputRows + " rows, but the inputs hold " + inputRows;
        }
    }

    /// A compaction was planned under options that have changed since.
    record OptionsChanged(long plannedVersion, long currentVersion) implements Rejection {
        @Override
        public String message() {
            return "Planned under options version " + plannedVersion + ", but the table is at " + currentVersion;
        }
    }

    /// The change breaks a rule of partition trees, cutoffs, holds or options.
    ///
    /// @param rule what the rule is, and what breaks it
    record RuleBroken(String rule) implements Rejection {
        @Override
        public String message() {
            return rule;
        }
    }

    /// The change alone is more than an entry of the log may have.
    record TooLarge(long sizeBytes, long maxBytes) implements Rejection {
        @Override
        public String message() {
            return "The change takes up about " + sizeBytes + " bytes in the table's log, but an entry has " + maxBytes
                    + " at most";
        }
    }

    /// The table is dropped; nothing applies any more.
    record TableDropped(String tableId) implements Rejection {
        @Override
        public String message() {
            return "Table " + tableId + " has been dropped";
        }
    }
}
