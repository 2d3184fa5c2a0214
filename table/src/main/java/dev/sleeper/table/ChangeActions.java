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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a log entry says of a change that fits a state.
final class ChangeActions {
    private ChangeActions() {}

    static List<Action> of(TableState state, Change change) {
        return switch (change) {
            case AddFiles add -> addFiles(add);
            case ReplaceFiles replace -> replaceFiles(state, replace);
            case SplitPartition split -> splitPartitions(state, split);
            case RaiseCutoff raise -> List.of(new Action.SetCutoffs(raised(state, raise)));
            case HoldFiles hold -> List.of(new Action.PutHold(held(state, hold)));
            case ReleaseHold release -> List.of(new Action.RemoveHold(release.id()));
            case SetOptions set -> List.of(new Action.SetMetadata(withOptions(state.metadata(), set)));
            case RenameTable rename -> List.of(new Action.SetMetadata(renamed(state.metadata(), rename.to())));
            case DropTable drop -> List.of(new Action.Drop(drop.droppedAtMillis()));
        };
    }

    private static List<Action> addFiles(AddFiles add) {
        List<Action> actions = new ArrayList<>();
        actions.add(new Action.RecordJob(add.jobId(), add.begunMillis()));
        add.files().forEach(file -> actions.add(new Action.AddFile(file, true)));
        return actions;
    }

    private static List<Action> replaceFiles(TableState state, ReplaceFiles replace) {
        // A slow clock must not make a file look removed before it was: clean-up would delete it under its readers.
        long tableTimeMillis = Math.max(state.tableTimeMillis(), state.cutoffs().tombstonesMillis() + 1);
        long removedAtMillis = Math.max(replace.removedAtMillis(), tableTimeMillis);
        List<Action> actions = new ArrayList<>();
        for (FileLocation input : replace.inputs()) {
            DataFile file = state.file(input).orElseThrow();
            actions.add(new Action.RemoveFile(new Tombstone(input, file.sizeBytes(), removedAtMillis)));
        }
        replace.outputs().forEach(file -> actions.add(new Action.AddFile(file, false)));
        return actions;
    }

    private static List<Action> splitPartitions(TableState state, SplitPartition split) {
        List<Action> actions = new ArrayList<>();
        new TreeMap<>(split.splits()).forEach((leafId, children) -> {
            Partition leaf = state.partitions().partition(leafId).orElseThrow();
            List<String> childIds = children.stream().map(Partition::id).toList();
            actions.add(new Action.PutPartition(new Partition(leafId, leaf.parentId(), childIds, leaf.range())));
            children.forEach(child -> actions.add(new Action.PutPartition(child)));
        });
        return actions;
    }

    private static Cutoffs raised(TableState state, RaiseCutoff raise) {
        Cutoffs now = state.cutoffs();
        return new Cutoffs(
                Math.max(now.orphansMillis(), raise.orphansMillis()),
                Math.max(now.tombstonesMillis(), raise.tombstonesMillis()),
                Math.max(now.jobsMillis(), raise.jobsMillis()),
                state.newestFile().orElse(null));
    }

    private static Hold held(TableState state, HoldFiles hold) {
        // Whatever is removed after this commit is removed at this table time at the earliest.
        long sinceMillis = Math.max(state.tableTimeMillis(), state.cutoffs().tombstonesMillis() + 1);
        return new Hold(
                hold.id(), state.hold(hold.id()).map(Hold::sinceMillis).orElse(sinceMillis), hold.expiresMillis());
    }

    private static TableMetadata withOptions(TableMetadata metadata, SetOptions set) {
        Map<String, String> options = new TreeMap<>(metadata.options());
        options.keySet().removeAll(set.removed());
        options.putAll(set.changed());
        return new TableMetadata(
                metadata.tableId(),
                metadata.name(),
                metadata.nameVersion(),
                metadata.schema(),
                options,
                metadata.optionsVersion() + 1,
                metadata.createdMillis());
    }

    private static TableMetadata renamed(TableMetadata metadata, String name) {
        return new TableMetadata(
                metadata.tableId(),
                name,
                metadata.nameVersion() + 1,
                metadata.schema(),
                metadata.options(),
                metadata.optionsVersion(),
                metadata.createdMillis());
    }
}
