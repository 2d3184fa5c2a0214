package dev.sleeper.engine.scan;

import dev.sleeper.engine.merge.RowRuns;
import dev.sleeper.engine.scan.KeyStretch.Wanted;
import dev.sleeper.engine.sort.KeyColumns;
import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import java.util.List;
import java.util.function.IntPredicate;

/// Which rows of a sorted batch are wanted.
final class WantedRows {
    private static final int EXPECTED_RUNS = 16;

    private final RowBatch batch;
    private final KeyColumns keys;
    private final RowRuns runs = new RowRuns(EXPECTED_RUNS);

    private WantedRows(RowBatch batch, Schema schema) {
        this.batch = batch;
        this.keys = KeyColumns.ofRowKeys(batch, schema);
    }

    /// The rows of the batch that any of the stretches wants, as runs of slot 0.
    ///
    /// @param batch     has the row key columns at least
    /// @param stretches ascending, without overlap
    static RowRuns in(RowBatch batch, Schema schema, List<KeyStretch> stretches) {
        WantedRows rows = new WantedRows(batch, schema);
        int from = 0;
        for (KeyStretch stretch : stretches) {
            from = rows.add(stretch, from);
        }
        return rows.runs;
    }

    /// Adds the rows of one stretch, which begins at row `from` or later, and answers where it ends.
    private int add(KeyStretch stretch, int from) {
        int start = firstOf(stretch.range(), from, batch.rowCount());
        int end = keys.firstAbove(stretch.range(), start, batch.rowCount());
        if (start == end) {
            return end;
        }
        List<Wanted> wanted = stretch.wanted();
        if (wanted.stream().anyMatch(each -> each.hasAllRows() && each.range().contains(stretch.range()))) {
            runs.add(0, start, end - start);
        } else {
            addMarked(wanted, start, end);
        }
        return end;
    }

    private int firstOf(KeyRange range, int from, int to) {
        return range.min().length() == 0 ? from : keys.firstAtOrAbove(range.min(), from, to);
    }

    private void addMarked(List<Wanted> wanted, int start, int end) {
        boolean[] marked = new boolean[end - start];
        for (Wanted each : wanted) {
            int from = firstOf(each.range(), start, end);
            mark(each.conditions(), from, keys.firstAbove(each.range(), from, end), marked, start);
        }
        for (int i = 0; i < marked.length; i++) {
            if (marked[i]) {
                runs.add(0, start + i, 1);
            }
        }
    }

    private void mark(List<FieldCondition> conditions, int from, int to, boolean[] marked, int first) {
        List<IntPredicate> accepted =
                conditions.stream().map(condition -> condition.on(batch)).toList();
        for (int row = from; row < to; row++) {
            boolean wanted = true;
            for (int i = 0; i < accepted.size() && wanted; i++) {
                wanted = accepted.get(i).test(row);
            }
            marked[row - first] |= wanted;
        }
    }
}
