package dev.sleeper.table;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One edit that turns a table's state into the next: what callers ask to commit. [TableState#apply] says whether
/// a change fits a state; the protocol applies it again to newer states until it is committed or no longer fits.
/// Immutable.
public sealed interface Change {

    /// The things that one log entry can say only once, and that this change says: two changes may share an entry
    /// if they claim nothing in common.
    Set<String> claims();

    /// What the history of the table calls the change.
    String operation();

    /// True when the two changes may be committed by one log entry.
    default boolean sharesEntryWith(Change other) {
        Set<String> claims = claims();
        return other.claims().stream().noneMatch(claims::contains);
    }

    /// Adds the files of one write job: all of them or, when the job's id is known already, none.
    ///
    /// @param jobId       1 to 128 printable ASCII characters; the same id twice is one write
    /// @param begunMillis when the job began, by the table's time
    /// @param files       the new files; none for a job without rows
    record AddFiles(String jobId, long begunMillis, List<DataFile> files) implements Change {
        private static final int MAX_JOB_ID_LENGTH = 128;

        public AddFiles {
            files = List.copyOf(files);
            checkJobId(jobId);
            checkDistinct(files);
        }

        /// Gives the job id back if a job may have it.
        ///
        /// @throws IllegalArgumentException saying which rule it breaks
        public static String checkJobId(String jobId) {
            boolean printable = jobId.chars().allMatch(c -> c >= ' ' && c < 0x7f);
            if (jobId.isEmpty() || jobId.length() > MAX_JOB_ID_LENGTH || !printable) {
                throw new IllegalArgumentException("A job id is 1 to " + MAX_JOB_ID_LENGTH
                        + " printable ASCII characters, but '" + jobId + "' is not");
            }
            return jobId;
        }

        @Override
        public Set<String> claims() {
            Set<String> claims = new HashSet<>();
            claims.add("job " + jobId);
            files.forEach(file -> claims.add("file " + file.id()));
            return claims;
        }

        @Override
        public String operation() {
            return "WRITE";
        }
    }

    /// Puts the outputs of a compaction in place of its inputs; the rows stay the same.
    ///
    /// @param inputs          the files that were merged
    /// @param outputs         the files that hold the same rows now
    /// @param optionsVersion  the version of the table's options that the compaction was planned under
    /// @param removedAtMillis the committing server's clock
    record ReplaceFiles(List<FileLocation> inputs, List<DataFile> outputs, long optionsVersion, long removedAtMillis)
            implements Change {
        public ReplaceFiles {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            checkDistinct(outputs);
            if (inputs.isEmpty() || new HashSet<>(inputs).size() < inputs.size()) {
                throw new IllegalArgumentException("A compaction has inputs, each once, but these are " + inputs);
            }
        }

        @Override
        public Set<String> claims() {
            Set<String> claims = new HashSet<>();
            inputs.forEach(input -> claims.add("file " + input.id()));
            outputs.forEach(output -> claims.add("file " + output.id()));
            return claims;
        }

        @Override
        public String operation() {
            return "OPTIMIZE";
        }
    }

    /// Splits leaves. No file moves.
    ///
    /// @param splits for each leaf to split, by its id, its new children by ascending range
    record SplitPartition(Map<String, List<Partition>> splits) implements Change {
        public SplitPartition {
            splits = Map.copyOf(splits);
            if (splits.isEmpty()) {
                throw new IllegalArgumentException("A split names at least one leaf");
            }
        }

        @Override
        public Set<String> claims() {
            Set<String> claims = new HashSet<>();
            splits.forEach((leafId, children) -> {
                claims.add("partition " + leafId);
                children.forEach(child -> claims.add("partition " + child.id()));
            });
            return claims;
        }

        @Override
        public String operation() {
            return "SPLIT PARTITION";
        }
    }

    /// Forgets. A cutoff never falls; one that is to stay as it is is given as it is, or lower.
    ///
    /// @param orphansMillis    see [Cutoffs]; at least `retention` before the table's time
    /// @param tombstonesMillis see [Cutoffs]; the files of these tombstones have been deleted; not in the future
    /// @param jobsMillis       see [Cutoffs]
    record RaiseCutoff(long orphansMillis, long tombstonesMillis, long jobsMillis) implements Change {
        @Override
        public Set<String> claims() {
            return Set.of("cutoffs");
        }

        @Override
        public String operation() {
            return "RAISE CUTOFF";
        }
    }

    /// Begins or renews a hold.
    ///
    /// @param id            the hold's id
    /// @param expiresMillis when it may be released if nobody renews it
    record HoldFiles(String id, long expiresMillis) implements Change {
        @Override
        public Set<String> claims() {
            return Set.of("hold " + id);
        }

        @Override
        public String operation() {
            return "HOLD FILES";
        }
    }

    /// Ends a hold, because its owner is done or because it expired.
    ///
    /// @param id the hold's id
    record ReleaseHold(String id) implements Change {
        @Override
        public Set<String> claims() {
            return Set.of("hold " + id);
        }

        @Override
        public String operation() {
            return "RELEASE HOLD";
        }
    }

    /// Changes the table's options.
    ///
    /// @param changed options to set, names beginning with `sleeper.`
    /// @param removed names of options to take back to their defaults
    record SetOptions(Map<String, String> changed, Set<String> removed) implements Change {
        public SetOptions {
            changed = Map.copyOf(changed);
            removed = Set.copyOf(removed);
        }

        @Override
        public Set<String> claims() {
            return Set.of("metaData");
        }

        @Override
        public String operation() {
            return "SET TBLPROPERTIES";
        }
    }

    /// Gives the table another name, which the caller has claimed in the catalog.
    ///
    /// @param from the name that it has
    /// @param to   the new name
    record RenameTable(String from, String to) implements Change {
        public RenameTable {
            TableName.check(to);
        }

        @Override
        public Set<String> claims() {
            return Set.of("metaData");
        }

        @Override
        public String operation() {
            return "RENAME TABLE";
        }
    }

    /// Ends the table: no change applies after it.
    ///
    /// @param droppedAtMillis the committing server's clock
    record DropTable(long droppedAtMillis) implements Change {
        @Override
        public Set<String> claims() {
            return Set.of("metaData", "dropped");
        }

        @Override
        public String operation() {
            return "DROP TABLE";
        }
    }

    private static void checkDistinct(List<DataFile> files) {
        if (files.stream().map(DataFile::id).distinct().count() < files.size()) {
            throw new IllegalArgumentException("A change adds each file once, but one comes twice");
        }
    }
}
