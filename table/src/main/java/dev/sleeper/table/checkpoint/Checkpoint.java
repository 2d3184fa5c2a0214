package dev.sleeper.table.checkpoint;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.rowfile.CorruptFileException;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.rowfile.RowFileWriter;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.TableState;
import java.util.NoSuchElementException;
import java.util.concurrent.Executor;

/// A table's state as one Parquet file: a classic Delta checkpoint, which foreign readers read too. States of any
/// size are written and read batch by batch.
public final class Checkpoint {
    private Checkpoint() {}

    /// Writes a state. The caller finishes and closes the object.
    public static void write(TableState state, ObjectWriter out) {
        String name = "checkpoint of " + state;
        RowFileLayout layout = RowFileLayout.keyless(CheckpointLayout.FIELDS);
        try (RowFileWriter writer = RowFileWriter.open(name, out, layout)) {
            CheckpointRows rows = CheckpointRows.of(state);
            while (rows.hasNext()) {
                writer.write(rows.next());
            }
            writer.finish();
        }
    }

    /// Reads a state back.
    ///
    /// @param executor reads ahead, side by side
    /// @throws CorruptTableException naming the object when it is not a checkpoint as Sleeper writes it
    public static TableState read(ObjectReader in, Executor executor) {
        try (CheckpointFacts facts = CheckpointFacts.open(in, executor)) {
            return TableState.restore(facts.version(), facts);
        } catch (CorruptFileException
                | CorruptTableException
                | IllegalArgumentException
                | NoSuchElementException damage) {
            throw new CorruptTableException("Checkpoint " + in.path() + ": " + damage.getMessage(), damage);
        }
    }
}
