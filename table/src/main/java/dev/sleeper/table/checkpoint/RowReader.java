package dev.sleeper.table.checkpoint;

import dev.sleeper.row.RowBatch;
import dev.sleeper.row.StructColumn;
import dev.sleeper.table.Action;
import dev.sleeper.table.log.DeltaAction;
import dev.sleeper.table.log.DeltaMapping;
import dev.sleeper.table.log.FileTags;

/// Reads the rows of a checkpoint back into facts.
///
/// Not thread-safe.
final class RowReader {
    private final TextMemo tagNames = new TextMemo();
    private final FileTags tags = new FileTags();

    /// Checks that a row says who may read the checkpoint, and that we may.
    ///
    /// @throws IllegalArgumentException when it does not, or we may not
    static void checkProtocol(RowBatch batch, int row) {
        StructRow cells = cells(batch, CheckpointLayout.PROTOCOL, row);
        DeltaMapping.check(new DeltaAction.Protocol(cells.smallInteger(0), cells.smallInteger(1), cells.texts(2)));
    }

    /// The version of the state, which a row says.
    ///
    /// @throws IllegalArgumentException when it does not
    static long version(RowBatch batch, int row) {
        return DeltaMapping.checkpointVersion(domain(cells(batch, CheckpointLayout.DOMAIN, row)));
    }

    /// The fact that a row says.
    ///
    /// @throws IllegalArgumentException when the row is not one that Sleeper wrote
    Action read(RowBatch batch, int row) {
        for (int kind = CheckpointLayout.ADD; kind >= 0; kind--) {
            if (!batch.columns().get(kind).isNull(row)) {
                return read(kind, cells(batch, kind, row));
            }
        }
        throw new IllegalArgumentException("row " + row + " of a batch is empty");
    }

    private Action read(int kind, StructRow cells) {
        return switch (kind) {
            case CheckpointLayout.METADATA ->
                DeltaMapping.fromDelta(new DeltaAction.Metadata(
                        cells.text(0), cells.text(1), cells.text(3), cells.textMap(5), cells.integer(6)));
            case CheckpointLayout.DOMAIN -> DeltaMapping.fromDelta(domain(cells));
            case CheckpointLayout.TXN -> DeltaMapping.fromDelta(new DeltaAction.Txn(cells.text(0), cells.integer(1)));
            case CheckpointLayout.REMOVE ->
                DeltaMapping.fromDelta(new DeltaAction.Remove(cells.text(0), cells.integer(1), cells.integer(5)));
            case CheckpointLayout.ADD -> file(cells);
            default -> throw new IllegalArgumentException("a row has another kind of action among the facts");
        };
    }

    private Action file(StructRow cells) {
        cells.readTags(6, tagNames, tags);
        // The row count is the first of the statistics.
        return tags.file(cells.text(0), cells.integer(2), cells.truth(4), cells.textThrough(5, ','));
    }

    private static DeltaAction.Domain domain(StructRow cells) {
        return new DeltaAction.Domain(cells.text(0), cells.text(1), cells.truth(2));
    }

    private static StructRow cells(RowBatch batch, int kind, int row) {
        StructColumn column = (StructColumn) batch.columns().get(kind);
        if (column.isNull(row)) {
            throw new IllegalArgumentException("the first rows are not the protocol and the version");
        }
        return new StructRow(column, row);
    }
}
