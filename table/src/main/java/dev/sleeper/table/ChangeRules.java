package dev.sleeper.table;

import dev.sleeper.table.Change.AddFiles;
import dev.sleeper.table.Change.DropTable;
import dev.sleeper.table.Change.HoldFiles;
import dev.sleeper.table.Change.RaiseCutoff;
import dev.sleeper.table.Change.ReleaseHold;
import dev.sleeper.table.Change.RenameTable;
import dev.sleeper.table.Change.ReplaceFiles;
import dev.sleeper.table.Change.SetOptions;
import dev.sleeper.table.Change.SplitPartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a change fits a state.
final class ChangeRules {
    private final TableState state;

    ChangeRules(TableState state) {
        this.state = state;
    }

    /// Why the change does not fit; empty when it does.
    Optional<Rejection> obstacle(Change change) {
        if (state.dropped()) {
            return Optional.of(new Rejection.TableDropped(state.tableId()));
        }
        return switch (change) {
            case AddFiles add -> obstacleToAdd(add);
            case ReplaceFiles replace -> obstacleToReplace(replace);
            case SplitPartition split -> obstacleToSplit(split);
            case RaiseCutoff raise -> obstacleToRaise(raise).map(Rejection.RuleBroken::new);
            case HoldFiles hold -> Optional.empty();
            case ReleaseHold release -> obstacleToRelease(release);
            case SetOptions set -> obstacleToSet(set);
            case RenameTable rename -> obstacleToRename(rename);
            case DropTable drop -> Optional.empty();
        };
    }

    private Optional<Rejection> obstacleToAdd(AddFiles add) {
        if (state.job(add.jobId()).isPresent()) {
            return Optional.of(new Rejection.AlreadyWritten(add.jobId(), state.version()));
        }
        Cutoffs cutoffs = state.cutoffs();
        if (cutoffs.mayHaveForgotten(add.begunMillis())) {
            return Optional.of(new Rejection.JobBelowCutoff(add.jobId(), add.begunMillis(), cutoffs.jobsMillis()));
        }
        return obstacleToNewFiles(add.files());
    }

    private Optional<Rejection> obstacleToReplace(ReplaceFiles replace) {
        if (replace.optionsVersion() != state.optionsVersion()) {
            return Optional.of(new Rejection.OptionsChanged(replace.optionsVersion(), state.optionsVersion()));
        }
        long inputRows = 0;
        for (FileLocation input : replace.inputs()) {
            Optional<DataFile> file = state.file(input);
            if (file.isEmpty()) {
                return Optional.of(new Rejection.InputGone(input));
            }
            inputRows += file.get().rowCount();
        }
        long outputRows =
                replace.outputs().stream().mapToLong(DataFile::rowCount).sum();
        if (inputRows != outputRows) {
            return Optional.of(new Rejection.RowCountChanged(inputRows, outputRows));
        }
        return obstacleToNewFiles(replace.outputs());
    }

    private Optional<Rejection> obstacleToNewFiles(List<DataFile> files) {
        long cutoffMillis = state.cutoffs().orphansMillis();
        for (DataFile file : files) {
            FileLocation location = file.location();
            Optional<Partition> partition = state.partitions().partition(file.partitionId());
            if (partition.isEmpty()) {
                return Optional.of(new Rejection.UnknownPartition(file.partitionId()));
            }
            if (!partition.get().range().contains(file.minKey())
                    || !partition.get().range().contains(file.maxKey())) {
                return Optional.of(new Rejection.OutsidePartition(location));
            }
            if (file.id().timeMillis() <= cutoffMillis) {
                return Optional.of(new Rejection.IdBelowCutoff(location, cutoffMillis));
            }
            if (state.file(location).isPresent() || state.tombstone(file.id()).isPresent()) {
                return Optional.of(new Rejection.FileExists(location));
            }
        }
        return Optional.empty();
    }

    private Optional<Rejection> obstacleToSplit(SplitPartition split) {
        for (Map.Entry<String, List<Partition>> entry : split.splits().entrySet()) {
            Optional<String> obstacle = state.partitions().obstacleToSplit(entry.getKey(), entry.getValue());
            if (obstacle.isPresent()) {
                return obstacle.map(Rejection.RuleBroken::new);
            }
        }
        return Optional.empty();
    }

    private Optional<String> obstacleToRaise(RaiseCutoff raise) {
        Cutoffs now = state.cutoffs();
        if (raise.orphansMillis() > now.orphansMillis() && raise.orphansMillis() > Retention.orphansUpTo(state)) {
            return Optional.of("Orphan cutoff " + raise.orphansMillis() + " is past " + Retention.orphansUpTo(state)
                    + ", which is the retention before the table's newest file");
        }
        if (raise.jobsMillis() > now.jobsMillis() && !Retention.mayForgetJobsUpTo(state, raise.jobsMillis())) {
            return Optional.of("Job cutoff " + raise.jobsMillis() + " would forget jobs within the retention");
        }
        if (raise.tombstonesMillis() > now.tombstonesMillis()) {
            return obstacleToLetGo(raise.tombstonesMillis());
        }
        return Optional.empty();
    }

    private Optional<String> obstacleToLetGo(long cutoffMillis) {
        long newestMillis = Retention.tombstonesUpTo(state);
        if (cutoffMillis > newestMillis) {
            return Optional.of("Tombstone cutoff " + cutoffMillis + " is past " + newestMillis
                    + ", up to which the table has replaced files");
        }
        return state.holds().stream()
                .filter(hold -> hold.sinceMillis() <= cutoffMillis)
                .findFirst()
                .map(hold ->
                        "Tombstone cutoff " + cutoffMillis + " would let go files that hold " + hold.id() + " keeps");
    }

    private Optional<Rejection> obstacleToRelease(ReleaseHold release) {
        return state.hold(release.id()).isPresent()
                ? Optional.empty()
                : Optional.of(new Rejection.RuleBroken("There is no hold " + release.id()));
    }

    private Optional<Rejection> obstacleToRename(RenameTable rename) {
        return state.name().equals(rename.from())
                ? Optional.empty()
                : Optional.of(
                        new Rejection.RuleBroken("The table is not called " + rename.from() + " but " + state.name()));
    }

    private static Optional<Rejection> obstacleToSet(SetOptions set) {
        return TableOptions.obstacle(set.changed().keySet())
                .or(() -> TableOptions.obstacle(set.removed()))
                .map(Rejection.RuleBroken::new);
    }
}
