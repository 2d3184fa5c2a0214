package dev.sleeper.log;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which checkpoints a log keeps. Always the one that the boundary names, the one before it, and all newer ones.
/// The oldest that is kept is the newest of those that have reached `minAge`, so that all entries of at least so
/// long a time stay; between it and the named one, one is kept for each `spacing`.
///
/// @param minAge  how long entries stay at least, by the store's clock
/// @param spacing how far apart the checkpoints are that are kept until one of them has reached `minAge`
public record CheckpointRetention(Duration minAge, Duration spacing) {
    /// What every log of an instance keeps.
    public static final CheckpointRetention STANDARD =
            new CheckpointRetention(Duration.ofHours(1), Duration.ofMinutes(20));

    /// What to keep and what not.
    ///
    /// @param oldest      the oldest checkpoint to keep, before whose version entries may go; empty when there
    ///     is none yet that is old enough
    /// @param superfluous the checkpoints to delete
    record Plan(Optional<CheckpointName> oldest, List<CheckpointName> superfluous) {}

    /// Decides, given all checkpoints there are and the one that the boundary names.
    Plan plan(List<CheckpointSummary> all, CheckpointName named, Instant now) {
        List<CheckpointSummary> older = all.stream()
                .filter(checkpoint -> checkpoint.name().version() < named.version())
                .sorted(Comparator.comparingLong(checkpoint -> checkpoint.name().version()))
                .toList();
        Optional<CheckpointSummary> oldest = older.stream()
                .filter(checkpoint -> !checkpoint.written().isAfter(now.minus(minAge)))
                .reduce((first, second) -> second);
        List<CheckpointName> superfluous = new ArrayList<>();
        Optional<CheckpointSummary> lastKept = Optional.empty();
        for (int i = 0; i < older.size(); i++) {
            CheckpointSummary checkpoint = older.get(i);
            boolean secondNewest = i == older.size() - 1;
            if (secondNewest || keeps(checkpoint, oldest, lastKept)) {
                lastKept = Optional.of(checkpoint);
            } else {
                superfluous.add(checkpoint.name());
            }
        }
        return new Plan(oldest.map(CheckpointSummary::name), List.copyOf(superfluous));
    }

    private boolean keeps(
            CheckpointSummary checkpoint, Optional<CheckpointSummary> oldest, Optional<CheckpointSummary> lastKept) {
        if (oldest.isPresent()
                && checkpoint.name().version() < oldest.get().name().version()) {
            return false;
        }
        return lastKept.isEmpty()
                || !checkpoint.written().isBefore(lastKept.get().written().plus(spacing));
    }
}
