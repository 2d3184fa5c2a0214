package dev.sleeper.objectstore;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Named objects under one root: small ones put whole, large ones streamed in, all read back by range.
///
/// An object's path is what [ObjectPath] allows; any other is an `IllegalArgumentException`. There are no folders, but
/// a path that names an object is never followed by a slash in another object's path.
///
/// What every implementation guarantees, and all code above relies on (`ObjectStoreContract` tests each by number):
///
/// 1. **Whole or not at all.** A reader never sees part of an object, whatever crashes while it is written.
/// 2. **One winner.** Of any number of `putIfAbsent` and `ObjectWriter.finish` calls for one free path, at most one
///    answers `CREATED`, from any number of threads, processes and machines.
/// 3. **Durable on answer.** After `CREATED` or `SWAPPED`, and once `get` has shown it, a content survives the crash
///    of the process and of the machine. After an answered delete the object stays gone.
/// 4. **Read after write.** An operation that begins after a write was answered sees it; one that begins after a delete
///    was answered does not see the object.
/// 5. **Immutable but for swaps.** Only `compareAndSwap` changes an object that exists, and of concurrent swaps from
///    one version one wins. A `Version` stands for a content, as an ETag does: it comes back with the content. So
///    **whoever swaps an object puts something into each content that never repeats** (a random id, a number that only
///    grows); then a version never comes back, and a swap from it proves that nothing happened in between.
/// 6. **Honest answers.** An answer `UNCLEAR` means just that: the write may have happened, may happen yet, or not at
///    all. An exception from a write means that it did not happen and will not. An operation is never repeated by the
///    store itself once it may have taken effect.
/// 7. **Ordered, complete lists.** `list` gives every object that existed throughout the call once, in the byte
///    order of the paths. Nothing that decides correctness uses a list.
///
/// Thread-safe. An interrupt of the calling thread is kept, and harms nobody else's operations.
public interface ObjectStore extends AutoCloseable {

    /// The longest content of a small object: 64 MiB.
    int MAX_SMALL_BYTES = 64 << 20;

    /// The instance's root as users write it: `file:///…`, `s3://bucket/prefix`, or `memory:///`.
    URI root();

    /// Creates a small object unless one of that name is there.
    ///
    /// @throws IllegalArgumentException  when the content is longer than [#MAX_SMALL_BYTES]
    /// @throws StoreUnavailableException when nothing was written, nor will be (a full disk, for one)
    PutOutcome putIfAbsent(String path, byte[] content);

    /// Begins an object of any length, which appears, whole, when its writer is finished.
    ///
    /// @throws StoreUnavailableException when it cannot be begun
    ObjectWriter create(String path);

    /// Reads a small object whole with the version to swap it from; empty when it is absent.
    ///
    /// @throws IllegalArgumentException  when the object is longer than [#MAX_SMALL_BYTES]
    /// @throws StoreUnavailableException when the store does not answer
    Optional<VersionedObject> get(String path);

    /// Opens an object for reads by range.
    ///
    /// @throws MissingObjectException    when no object has this name
    /// @throws StoreUnavailableException when the store does not answer
    ObjectReader open(String path);

    /// Replaces a small object if it is still at the given version. See guarantee 5 for what the content must carry.
    ///
    /// @throws IllegalArgumentException  when the content is longer than [#MAX_SMALL_BYTES]
    /// @throws StoreUnavailableException when nothing was changed, nor will be
    SwapOutcome compareAndSwap(String path, Version expected, byte[] content);

    /// The objects whose path starts with `prefix` and sorts after `after` (empty: from the start), in the byte order
    /// of their paths, `limit` at most. A caller pages by passing the last path that it got.
    ///
    /// @throws StoreUnavailableException when the store does not answer
    List<ObjectSummary> list(String prefix, String after, int limit);

    /// Removes an object; removing one that is not there is a success.
    ///
    /// @throws StoreUnavailableException when the store does not answer; the object may then be gone or not
    void delete(String path);

    /// The store's own clock, for judging how far this machine's clock is off.
    ///
    /// @throws StoreUnavailableException when the store does not answer
    Instant date();

    /// Refuses a content that is too long for a small object.
    ///
    /// @throws IllegalArgumentException naming the object, when it is
    static void requireSmall(String path, long sizeBytes) {
        if (sizeBytes > MAX_SMALL_BYTES) {
            throw new IllegalArgumentException("Object " + path + " has " + sizeBytes
                    + " bytes; one that is put or read" + " whole has " + MAX_SMALL_BYTES + " at most");
        }
    }

    /// Gives the resources back. Readers and writers that are still open must not be used any more.
    @Override
    void close();
}
