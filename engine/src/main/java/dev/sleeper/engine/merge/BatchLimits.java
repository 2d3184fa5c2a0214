package dev.sleeper.engine.merge;

/// How large a merged batch may be. A batch has at least one row, whatever its size.
///
/// @param rows      the most rows
/// @param sizeBytes about the most bytes of memory, reckoned from the mean row of each input batch
public record BatchLimits(int rows, long sizeBytes) {
    /// Small enough to stay in a processor's cache for narrow rows, and large enough to be worth a call.
    public static final BatchLimits STANDARD = new BatchLimits(4_096, 4L << 20);
}
