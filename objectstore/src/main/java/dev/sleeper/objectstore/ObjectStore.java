package dev.sleeper.objectstore;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Named objects under one root: small ones put whole, large ones streamed in, all read back by range.
///
/// An object's path is one or more segments of `[A-Za-z0-9._=-]+` joined by `/`, none of them `.` or `..`, 1,024
/// characters at most; any other path is an `IllegalArgumentException`. No name that ends in `.tmp` is legal.
///
/// What every implementation guarantees, and all code above relies on (`ObjectStoreContract` tests each by number):
///
/// 1. **Whole or not at all.** A reader never sees part of an object, whatever crashes while it is written.
/// 2. **One winner.** Of any number of `putIfAbsent` and `ObjectWriter.finish` calls for one free path, at most one
///    answers `CREATED`, from any number of threads, processes and machines.
/// 3. **Durable on answer.** After `CREATED` or `SWAPPED` the object survives the crash of the process and of the
///    machine, and so do the directories on its path.
/// 4. **Read after write.** An operation that begins after a write was answered sees it; one that begins after a delete
///    was answered does not see the object.
/// 5. **Immutable but for swaps.** Only `compareAndSwap` changes an object that exists; of concurrent swaps from one
///    version one wins, and a `Version` never comes back.
/// 6. **Honest answers.** An answer `UNCLEAR` means just that: the write may have happened, may happen yet, or not at
///    all. An operation is never repeated by the store itself once it may have taken effect.
/// 7. **Ordered, complete lists.** `list` gives every object that existed throughout the call once, in the byte
///    order of the paths. Nothing that decides correctness uses a list.
///
/// Thread-safe. Reads throw [StoreUnavailableException] when the store does not answer and the caller may try again.
public interface ObjectStore extends AutoCloseable {

    /// The instance's root as users write it: `file:///…`, `s3://bucket/prefix`, or `memory:///`.
    URI root();

    /// Creates a small object unless one of that name is there.
    PutOutcome putIfAbsent(String path, byte[] content);

    /// Begins an object of any length, which appears, whole, when its writer is finished.
    ///
    /// @throws StoreUnavailableException when it cannot be begun
    ObjectWriter create(String path);

    /// Reads a small object whole with the version to swap it from; empty when it is absent.
    ///
    /// @throws StoreUnavailableException when the store does not answer
    Optional<VersionedObject> get(String path);

    /// Opens an object for reads by range.
    ///
    /// @throws MissingObjectException when no object has this name
    /// @throws StoreUnavailableException when the store does not answer
    ObjectReader open(String path);

    /// Replaces a small object if it is still at the given version.
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

    @Override
    void close();
}
