package dev.sleeper.log;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectWriter;

/// How the entries and checkpoints of one kind of log are stored. Thread-safe.
///
/// @param <S> the log's states
/// @param <E> the log's entries
public interface LogCodec<S, E> {

    /// The bytes of an entry that follows a state; the same each time.
    byte[] encodeEntry(S base, E entry);

    /// Reads what is stored as the entry of a version; never [Slot.Absent]. Tells entries of ours by their
    /// commit id.
    Slot<E> decodeEntry(long version, byte[] content);

    /// Writes a state whole. The caller finishes and closes the writer.
    void writeCheckpoint(S state, ObjectWriter out);

    /// Reads a state back.
    ///
    /// @throws CorruptLogException when the object is not, whole, the checkpoint of this name
    S readCheckpoint(CheckpointName name, ObjectReader in);
}
