package dev.sleeper.log;

import java.util.List;

/// An entry that leads from one [TinyState] to the next.
record TinyEntry(String commitId, List<TinyChange> changes) {
    TinyEntry {
        changes = List.copyOf(changes);
    }
}
