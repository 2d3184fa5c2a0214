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

    /// Refuses a range that is not inside an object of this length.
    ///
    /// @throws IllegalArgumentException naming the object, when it is not
    static void requireInside(String path, long sizeBytes, long offset, int length) {
        if (offset < 0 || length < 0 || offset > sizeBytes - length) {
            throw new IllegalArgumentException("Object " + path + " has " + sizeBytes + " bytes; there is no range of "
                    + length + " bytes from " + offset);
        }
    }

    @Override
    void close();
}
