package dev.sleeper.objectstore;

import java.time.Instant;

/// One line of a list.
///
/// @param path         the object's path below the root
/// @param sizeBytes    its length
/// @param lastModified when the store says it was written, by the store's clock
public record ObjectSummary(String path, long sizeBytes, Instant lastModified) {}
