package dev.sleeper.table.catalog;

import dev.sleeper.log.CheckpointName;
import dev.sleeper.log.CorruptLogException;
import dev.sleeper.log.LogCodec;
import dev.sleeper.log.LogFiles;
import dev.sleeper.log.Slot;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.Action;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.ForeignEntry;
import dev.sleeper.table.LogEntry;
import dev.sleeper.table.TableState;
import dev.sleeper.table.checkpoint.Checkpoint;
import dev.sleeper.table.log.LogEntryCodec;
import java.util.Optional;
import java.util.concurrent.Executor;

/// A table's log entries as the JSON lines of Delta Lake, and its states as Delta checkpoints.
final class TableCodec implements LogCodec<Optional<TableState>, LogEntry> {
    private final Executor executor;

    /// @param executor reads checkpoints ahead
    TableCodec(Executor executor) {
        this.executor = executor;
    }

    @Override
    public byte[] encodeEntry(Optional<TableState> base, LogEntry entry) {
        Schema schema = base.map(TableState::schema).orElseGet(() -> firstSchema(entry));
        return LogEntryCodec.encode(entry, schema);
    }

    private static Schema firstSchema(LogEntry entry) {
        return entry.actions().stream()
                .filter(Action.SetMetadata.class::isInstance)
                .map(action -> ((Action.SetMetadata) action).metadata().schema())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The first entry says no schema"));
    }

    @Override
    public Slot<LogEntry> decodeEntry(long version, byte[] content) {
        try {
            return switch (LogEntryCodec.decode(LogFiles.entryName(version), version, content)) {
                case LogEntry entry -> new Slot.Ours<>(entry);
                case ForeignEntry foreign -> new Slot.Foreign<>(foreign.writer());
            };
        } catch (CorruptTableException e) {
            return new Slot.Damaged<>(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void writeCheckpoint(Optional<TableState> state, ObjectWriter out) {
        Checkpoint.write(state.orElseThrow(), out);
    }

    @Override
    public Optional<TableState> readCheckpoint(CheckpointName name, ObjectReader in) {
        TableState state;
        try {
            state = Checkpoint.read(in, executor);
        } catch (CorruptTableException e) {
            throw new CorruptLogException(String.valueOf(e.getMessage()), e);
        }
        if (state.version() != name.version()) {
            throw new CorruptLogException("it is a checkpoint of version " + state.version());
        }
        return Optional.of(state);
    }
}
