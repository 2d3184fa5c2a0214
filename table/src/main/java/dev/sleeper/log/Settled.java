package dev.sleeper.log;

import java.util.List;
import java.util.Optional;

/// What a commit of several changes ends in.
///
/// @param newest  the newest state that was proved on the way; empty when none was
/// @param results what became of each change, in their order; empty for one that waits for the next entry
public record Settled<S>(Optional<S> newest, List<Optional<CommitResult>> results) {

    public Settled {
        results = List.copyOf(results);
    }
}
