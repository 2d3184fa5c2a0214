/// The one narrow seam for all I/O on an instance's files: named immutable objects in a directory, in memory, or on an
/// object store. Nothing above it knows which.
///
/// Reading order: `ObjectStore` (the guarantees that everything else relies on), `ObjectPath`, `PutOutcome`,
/// `SwapOutcome`, `ObjectWriter`, `ObjectReader`, then the implementations: `InMemoryObjectStore`, and the package
/// `local` for directories. `StoreProbe` tries whether a store keeps the guarantees; the package `location` finds the
/// store that a user named.
@NullMarked
package dev.sleeper.objectstore;

import org.jspecify.annotations.NullMarked;
