/// The one narrow seam for all I/O on an instance's files: named immutable objects in a directory, in memory, or on an
/// object store. Nothing above it knows which.
///
/// Reading order: `ObjectStore` (the guarantees that everything else relies on), `PutOutcome`, `SwapOutcome`,
/// `ObjectWriter`, `ObjectReader`, then the implementations.
@NullMarked
package dev.sleeper.objectstore;

import org.jspecify.annotations.NullMarked;
