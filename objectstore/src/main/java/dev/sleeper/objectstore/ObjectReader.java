package dev.sleeper.objectstore;

import java.nio.ByteBuffer;

/// An object opened for reads by range. It keeps answering while the object is deleted, or throws
/// [MissingObjectException], as the store has it.
///
/// Thread-safe.
public interface ObjectReader extends AutoCloseable {

    /// The object's path below the root.
    String path();

    /// The object's length.
    long sizeBytes();

    /// Reads exactly `length` bytes from `offset` into a heap buffer of the caller's own, in big-endian order, position
    /// 0.
    ///
    /// @throws IllegalArgumentException  when the range is not inside the object
    /// @throws MissingObjectException    when the object is gone
    /// @throws StoreUnavailableException when the store does not answer
    ByteBuffer read(long offset, int length);

    @Override
    void close();
}
