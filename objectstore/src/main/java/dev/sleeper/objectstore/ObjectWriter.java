package dev.sleeper.objectstore;

import java.nio.ByteBuffer;

/// An object being streamed in. It appears under its name, whole and durable, when `finish` answers `CREATED`; closing
/// without finishing leaves nothing that a reader could see.
///
/// Not thread-safe.
public interface ObjectWriter extends AutoCloseable {

    /// Appends the bytes that remain in the buffer, which is free for reuse afterwards.
    ///
    /// @throws StoreUnavailableException when the bytes cannot be stored (also when the disk is full); the
    ///     writer is then of no further use and must be closed
    void write(ByteBuffer bytes);

    /// Makes the object visible unless one of its name is there. Called once at most.
    ///
    /// @throws StoreUnavailableException when the object was not made visible, nor will be
    PutOutcome finish();

    /// Gives the resources back; without a `finish` before it, what was written is discarded.
    @Override
    void close();
}
