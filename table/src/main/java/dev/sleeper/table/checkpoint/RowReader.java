package dev.sleeper.table.checkpoint;

import dev.sleeper.row.RowBatch;
import dev.sleeper.row.StructColumn;
import dev.sleeper.table.Action;
import dev.sleeper.table.log.DeltaAction;
import dev.sleeper.table.log.DeltaMapping;
import dev.sleeper.table.log.FileTags;
import java.util.List;
import java.util.function.IntFunction;

/// Reads the rows of a checkpoint back into facts.
///
/// Not thread-safe.
final class RowReader {
    /// All kinds; jobs come first, since their column is read faster than that of files.
    private static final int[] OFTEN_TO_RARE = {
        CheckpointLayout.TXN,
        CheckpointLayout.ADD,
        CheckpointLayout.REMOVE,
        CheckpointLayout.DOMAIN,
        CheckpointLayout.METADATA,
        CheckpointLayout.PROTOCOL
    };

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

    /// The facts that some rows say, in their order. Columns are asked for, by kind, only until each row is known:
    /// most rows are next to others of their kind, and to read the nulls of all other columns takes far longer.
    ///
    /// @param fromRow the rows before it are left out
    /// @param columns gives a column of all rows
    /// @throws IllegalArgumentException when a row is not one that Sleeper wrote
    List<Action> read(int fromRow, IntFunction<StructColumn> columns) {
        Action[] facts = {};
        int missing = 1;
        for (int i = 0; i < OFTEN_TO_RARE.length && missing > 0; i++) {
            StructColumn column = columns.apply(OFTEN_TO_RARE[i]);
            if (i == 0) {
                missing = column.size() - fromRow;
                facts = new Action[missing];
            }
            missing -= readKind(OFTEN_TO_RARE[i], column, fromRow, facts);
        }
        if (missing > 0) {
            throw new IllegalArgumentException("a row of a batch is empty");
        }
        return List.of(facts);
    }

    /// Reads the rows of one kind; answers how many there are.
    private int readKind(int kind, StructColumn column, int fromRow, Action[] facts) {
        int count = 0;
        for (int i = 0; i < facts.length; i++) {
            if (facts[i] == null && !column.isNull(fromRow + i)) {
                facts[i] = read(kind, new StructRow(column, fromRow + i));
                count++;
            }
        }
        return count;
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
        cells.readStatistics(5, tags);
        return tags.file(cells.text(0), cells.integer(2), cells.truth(4));
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
