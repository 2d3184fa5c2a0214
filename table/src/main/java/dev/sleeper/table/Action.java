package dev.sleeper.table;

/// One line of a log entry: a fact that a commit makes true. Replaying the actions of all entries gives the state.
/// Immutable.
public sealed interface Action {

    /// What the table is from now on.
    record SetMetadata(TableMetadata metadata) implements Action {}

    /// A file becomes part of the table.
    ///
    /// @param dataChange false when its rows were in the table before
    record AddFile(DataFile file, boolean dataChange) implements Action {}

    /// A file is no longer part of the table; its rows are in others.
    record RemoveFile(Tombstone tombstone) implements Action {}

    /// The files of a job are in this entry.
    record RecordJob(String jobId, long begunMillis) implements Action {}

    /// A partition is new, or has children now.
    record PutPartition(Partition partition) implements Action {}

    /// The table forgets what lies at or below these cutoffs.
    record SetCutoffs(Cutoffs cutoffs) implements Action {}

    /// A hold begins or is renewed.
    record PutHold(Hold hold) implements Action {}

    /// A hold ends.
    record RemoveHold(String id) implements Action {}

    /// The table ends.
    record Drop(long droppedAtMillis) implements Action {}
}
