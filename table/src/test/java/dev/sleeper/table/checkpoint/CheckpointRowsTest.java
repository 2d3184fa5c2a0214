package dev.sleeper.table.checkpoint;

import static dev.sleeper.table.Tables.CREATED;
import static dev.sleeper.table.Tables.add;
import static dev.sleeper.table.Tables.after;
import static dev.sleeper.table.Tables.file;
import static dev.sleeper.table.Tables.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.row.RowBatch;
import dev.sleeper.row.StructColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.table.Action;
import dev.sleeper.table.Change;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.TableState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckpointRowsTest {

    @Test
    void stateIsRestoredFromItsRows() {
        TableState state = after(
                numbers(10, 20, 30),
                add("a", file(1), file(2)),
                add("b", file(3, "p1", 0, 5)),
                new Change.ReplaceFiles(List.of(file(1).location()), List.of(file(4)), 0, CREATED + 7),
                new Change.HoldFiles("export", 5),
                new Change.SetOptions(Map.of("sleeper.x", "ä \"quoted\""), Set.of()),
                new Change.RaiseCutoff(-1, 5, -1));

        assertThat(restored(state)).isEqualTo(state);
    }

    @Test
    void droppedTableStaysDropped() {
        TableState state = after(numbers(), new Change.DropTable(CREATED));

        assertThat(restored(state)).isEqualTo(state);
    }

    @Test
    void manyRowsComeInSeveralBatches() {
        List<DataFile> files = new ArrayList<>();
        for (int i = 1; i <= 20_000; i++) {
            files.add(file(i));
        }
        TableState state = after(numbers(), add("a", files.toArray(DataFile[]::new)));

        assertThat(batches(state)).hasSize(3).allSatisfy(batch -> assertThat(batch.rowCount())
                .isPositive());
        assertThat(restored(state)).isEqualTo(state);
    }

    @Test
    void eachRowHasOneAction() {
        for (RowBatch batch : batches(after(numbers(5), add("a", file(1))))) {
            for (int row = 0; row < batch.rowCount(); row++) {
                int at = row;
                assertThat(batch.columns().stream().filter(column -> !column.isNull(at)))
                        .hasSize(1);
            }
        }
    }

    @Test
    void columnsAreReadUntilEachRowIsKnown() {
        List<DataFile> files = new ArrayList<>();
        for (int i = 1; i <= 20_000; i++) {
            files.add(file(i));
        }
        RowBatch onlyFiles = batches(after(numbers(), add("a", files.toArray(DataFile[]::new))))
                .getLast();
        List<Integer> kinds = new ArrayList<>();

        List<Action> facts = new RowReader().read(0, kind -> {
            kinds.add(kind);
            return column(onlyFiles, kind);
        });

        assertThat(facts).hasSize(onlyFiles.rowCount()).allMatch(Action.AddFile.class::isInstance);
        assertThat(kinds).containsExactly(CheckpointLayout.TXN, CheckpointLayout.ADD);
    }

    @Test
    void emptyRowIsRefused() {
        RowBatch batch = batches(after(numbers(), add("a", file(1)))).getFirst();
        StructColumn noActions = new StructColumn(
                column(batch, CheckpointLayout.TXN).parts(),
                batch.rowCount(),
                Validity.of(new long[Validity.wordCount(batch.rowCount())], batch.rowCount()));

        assertThatThrownBy(() -> new RowReader().read(0, kind -> noActions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty");
    }

    private static StructColumn column(RowBatch batch, int kind) {
        return (StructColumn) batch.columns().get(kind);
    }

    private static TableState restored(TableState state) {
        List<RowBatch> batches = batches(state);
        RowReader.checkProtocol(batches.getFirst(), 0);
        RowReader reader = new RowReader();
        List<Action> facts = new ArrayList<>();
        for (RowBatch batch : batches) {
            facts.addAll(reader.read(facts.isEmpty() ? 2 : 0, kind -> column(batch, kind)));
        }
        return TableState.restore(RowReader.version(batches.getFirst(), 1), facts);
    }

    private static List<RowBatch> batches(TableState state) {
        List<RowBatch> batches = new ArrayList<>();
        for (Iterator<RowBatch> rows = CheckpointRows.of(state); rows.hasNext(); ) {
            batches.add(rows.next());
        }
        return batches;
    }
}
