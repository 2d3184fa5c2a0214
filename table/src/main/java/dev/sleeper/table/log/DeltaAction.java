package dev.sleeper.table.log;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One action as the Delta protocol names and fills it: a line of a log entry or a row of a checkpoint. Immutable.
public sealed interface DeltaAction {

    /// Who may read and write the table.
    record Protocol(int minReaderVersion, int minWriterVersion, List<String> writerFeatures) implements DeltaAction {
        /// The one protocol of all our tables. The last feature is ours: other writers do not know it and refuse,
        /// while readers read on. Without `invariants` some refuse required columns, and `domainMetadata` holds
        /// our partitions.
        public static final Protocol SLEEPER =
                new Protocol(1, 7, List.of("invariants", "appendOnly", "domainMetadata", "sleeperSortedPartitions"));

        public Protocol {
            writerFeatures = List.copyOf(writerFeatures);
        }
    }

    /// What the table is.
    ///
    /// @param configuration table properties, in the order of their names
    record Metadata(String id, String name, String schemaString, Map<String, String> configuration, long createdTime)
            implements DeltaAction {
        public Metadata {
            configuration = Collections.unmodifiableMap(new TreeMap<>(configuration));
        }
    }

    /// A data file is part of the table.
    ///
    /// @param stats the statistics, in JSON
    /// @param tags  what Sleeper knows of the file beyond Delta, in a fixed order; not changed any more
    record Add(
            String path, long size, long modificationTime, boolean dataChange, String stats, Map<String, String> tags)
            implements DeltaAction {
        public Add {
            tags = Collections.unmodifiableMap(tags);
        }
    }

    /// A data file is no longer part of the table.
    record Remove(String path, long deletionTimestamp, long size) implements DeltaAction {}

    /// A job has been written.
    record Txn(String appId, long version) implements DeltaAction {}

    /// One of our own facts, under a name.
    ///
    /// @param configuration the fact, in JSON; empty when the domain is removed
    record Domain(String domain, String configuration, boolean removed) implements DeltaAction {}
}
