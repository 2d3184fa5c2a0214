package dev.sleeper.engine.collect;

import dev.sleeper.table.FileLocation;
import java.util.List;

/// What clean-up deleted, or would delete.
///
/// @param replaced files that a compaction replaced, longer ago than anybody reads them
/// @param orphans  files that belong to no commit and never will
public record CollectedFiles(List<FileLocation> replaced, List<FileLocation> orphans) {
    public CollectedFiles {
        replaced = List.copyOf(replaced);
        orphans = List.copyOf(orphans);
    }
}
