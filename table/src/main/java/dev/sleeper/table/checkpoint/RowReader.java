package dev.sleeper.table.checkpoint;

import dev.sleeper.row.RowBatch;
import dev.sleeper.row.StructColumn;
import dev.sleeper.table.Action;
import dev.sleeper.table.log.DeltaAction;
import dev.sleeper.table.log.DeltaMapping;
import java.util.Optional;

/// Reads the rows of a checkpoint back into facts.
final class RowReader {
    private RowReader() {}

    /// The fact of one row; none for the protocol, which is only checked.
    ///
    /// @throws IllegalArgumentException when the row is not one that Sleeper wrote
    static Optional<Action> read(RowBatch batch, int row) {
        for (int kind = CheckpointLayout.ADD; kind >= 0; kind--) {
            StructColumn column = (StructColumn) batch.columns().get(kind);
            if (!column.isNull(row)) {
                return read(kind, new StructRow(column, row));
            }
        }
        throw new IllegalArgumentException("the row is empty");
    }

    private static Optional<Action> read(int kind, StructRow row) {
        return switch (kind) {
            case CheckpointLayout.PROTOCOL -> {
                DeltaMapping.check(new DeltaAction.Protocol(row.smallInteger(0), row.smallInteger(1), row.texts(2)));
                yield Optional.empty();
            }
            case CheckpointLayout.METADATA ->
                Optional.of(DeltaMapping.fromDelta(new DeltaAction.Metadata(
                        row.text(0), row.text(1), row.text(3), row.textMap(5), row.integer(6))));
            case CheckpointLayout.DOMAIN ->
                Optional.of(DeltaMapping.fromDelta(new DeltaAction.Domain(row.text(0), row.text(1), row.truth(2))));
            case CheckpointLayout.TXN ->
                Optional.of(DeltaMapping.fromDelta(new DeltaAction.Txn(row.text(0), row.integer(1))));
            case CheckpointLayout.REMOVE ->
                Optional.of(
                        DeltaMapping.fromDelta(new DeltaAction.Remove(row.text(0), row.integer(1), row.integer(5))));
            case CheckpointLayout.ADD ->
                Optional.of(DeltaMapping.fromDelta(new DeltaAction.Add(
                        row.text(0), row.integer(2), row.integer(3), row.truth(4), row.text(5), row.textMap(6))));
            default -> throw new IllegalStateException("There is no column " + kind);
        };
    }
}
