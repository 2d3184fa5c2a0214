package dev.sleeper.table.log;

import dev.sleeper.schema.Schema;
import dev.sleeper.table.Action;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileLocation;
import dev.sleeper.table.TableMetadata;
import dev.sleeper.table.TableOptions;
import dev.sleeper.table.Tombstone;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns what Sleeper says of a table into Delta actions, and back. A table's schema never changes, so one mapping
/// serves all of its log.
public final class DeltaMapping {
    private static final String SEPARATOR = ",";
    /// Keeps foreign clean-up from deleting entries that we still read; either alone does not stop all of them.
    private static final Map<String, String> KEEP_THE_LOG = Map.of(
            "delta.enableExpiredLogCleanup", "false",
            "delta.logRetentionDuration", "interval 36500 days");

    private final FileStatistics statistics;

    public DeltaMapping(Schema schema) {
        this.statistics = new FileStatistics(schema);
    }

    /// An action of ours as Delta has it.
    public DeltaAction toDelta(Action action) {
        return switch (action) {
            case Action.SetMetadata set -> metadata(set.metadata());
            case Action.AddFile add -> add(add.file(), add.dataChange());
            case Action.RemoveFile remove -> remove(remove.tombstone());
            case Action.RecordJob record -> new DeltaAction.Txn(record.jobId(), record.begunMillis());
            case Action.PutPartition put -> Domains.of(put.partition());
            case Action.SetCutoffs set -> Domains.of(set.cutoffs());
            case Action.PutHold put -> Domains.of(put.hold());
            case Action.RemoveHold remove -> Domains.endOfHold(remove.id());
            case Action.Drop drop -> Domains.endOfTable(drop.droppedAtMillis());
        };
    }

    /// A Delta metadata action as ours.
    ///
    /// @throws IllegalArgumentException when it is not one that Sleeper wrote
    public static Action fromDelta(DeltaAction.Metadata metadata) {
        Map<String, String> options = new HashMap<>(metadata.configuration());
        options.keySet().removeAll(KEEP_THE_LOG.keySet());
        List<String> rowKeys = names(take(options, TableOptions.ROW_KEYS));
        List<String> sortKeys = names(take(options, TableOptions.SORT_KEYS));
        long nameVersion = Long.parseLong(take(options, TableOptions.NAME_VERSION));
        long optionsVersion = Long.parseLong(take(options, TableOptions.OPTIONS_VERSION));
        return new Action.SetMetadata(new TableMetadata(
                metadata.id(),
                metadata.name(),
                nameVersion,
                DeltaSchema.read(metadata.schemaString(), rowKeys, sortKeys),
                options,
                optionsVersion,
                metadata.createdTime()));
    }

    /// A Delta add action as ours.
    ///
    /// @throws IllegalArgumentException when it is not one that Sleeper wrote
    public static Action fromDelta(DeltaAction.Add add) {
        FileTags tags = new FileTags();
        add.tags().forEach((name, value) -> {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            tags.add(name, text, 0, text.length);
        });
        byte[] statistics = add.stats().getBytes(StandardCharsets.UTF_8);
        tags.addStatistics(statistics, 0, statistics.length);
        return tags.file(add.path(), add.size(), add.dataChange());
    }

    /// A Delta remove action as ours.
    ///
    /// @throws IllegalArgumentException when it is not one that Sleeper wrote
    public static Action fromDelta(DeltaAction.Remove remove) {
        return new Action.RemoveFile(
                new Tombstone(FileLocation.ofPath(remove.path()), remove.size(), remove.deletionTimestamp()));
    }

    /// A Delta transaction identifier as ours.
    public static Action fromDelta(DeltaAction.Txn txn) {
        return new Action.RecordJob(txn.appId(), txn.version());
    }

    /// A Delta domain as ours.
    ///
    /// @throws IllegalArgumentException when it is not one that Sleeper wrote
    public static Action fromDelta(DeltaAction.Domain domain) {
        return Domains.read(domain);
    }

    /// Checks that this Sleeper may read and write a table of this protocol.
    ///
    /// @throws IllegalArgumentException when it may not
    public static void check(DeltaAction.Protocol protocol) {
        if (!protocol.equals(DeltaAction.Protocol.SLEEPER)) {
            throw new IllegalArgumentException("The table needs " + protocol + ", but this Sleeper knows only "
                    + DeltaAction.Protocol.SLEEPER + "; use a newer one");
        }
    }

    /// Says in a checkpoint which version of the state it holds.
    public static DeltaAction checkpointOf(long version) {
        return Domains.checkpointOf(version);
    }

    /// The version that [#checkpointOf] was given.
    ///
    /// @throws IllegalArgumentException when the domain is another
    public static long checkpointVersion(DeltaAction.Domain domain) {
        return Domains.checkpointVersion(domain);
    }

    private static DeltaAction.Metadata metadata(TableMetadata metadata) {
        Map<String, String> configuration = new HashMap<>(metadata.options());
        configuration.putAll(KEEP_THE_LOG);
        configuration.put(
                TableOptions.ROW_KEYS, String.join(SEPARATOR, metadata.schema().rowKeys()));
        configuration.put(
                TableOptions.SORT_KEYS, String.join(SEPARATOR, metadata.schema().sortKeys()));
        configuration.put(TableOptions.NAME_VERSION, Long.toString(metadata.nameVersion()));
        configuration.put(TableOptions.OPTIONS_VERSION, Long.toString(metadata.optionsVersion()));
        return new DeltaAction.Metadata(
                metadata.tableId(),
                metadata.name(),
                DeltaSchema.write(metadata.schema().fields()),
                configuration,
                metadata.createdMillis());
    }

    private DeltaAction.Add add(DataFile file, boolean dataChange) {
        return new DeltaAction.Add(
                file.location().path(),
                file.sizeBytes(),
                file.id().timeMillis(),
                dataChange,
                statistics.of(file),
                FileTags.of(file));
    }

    private static DeltaAction.Remove remove(Tombstone tombstone) {
        return new DeltaAction.Remove(tombstone.location().path(), tombstone.removedAtMillis(), tombstone.sizeBytes());
    }

    private static String take(Map<String, String> values, String name) {
        String value = values.remove(name);
        if (value == null) {
            throw new IllegalArgumentException("There is no " + name);
        }
        return value;
    }

    private static List<String> names(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(SEPARATOR, -1));
    }
}
