package dev.sleeper.log;

import java.time.Instant;

/// One of our own checkpoints in a list.
///
/// @param written when it was stored, by the store's clock
public record CheckpointSummary(CheckpointName name, Instant written) {}
