package dev.sleeper.row;

import dev.sleeper.schema.Field;
import java.util.ArrayList;
import java.util.List;

/// Some rows, column by column: the unit of work inside the engine. Batches are bounded by bytes as well as by
/// rows, so that no offset overflows. Immutable and thread-safe.
///
/// @param fields   what the columns are, in order
/// @param columns  one for each field, each of `rowCount` rows
/// @param rowCount how many rows there are
public record RowBatch(List<Field> fields, List<Column> columns, int rowCount) {

    public RowBatch {
        fields = List.copyOf(fields);
        columns = List.copyOf(columns);
        if (fields.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "A batch of " + fields.size() + " fields was given " + columns.size() + " columns");
        }
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).size() != rowCount) {
                throw new IllegalArgumentException("Column " + fields.get(i).name() + " has "
                        + columns.get(i).size() + " rows in a batch of " + rowCount);
            }
        }
    }

    /// The column of the field with this name.
    ///
    /// @throws IllegalArgumentException when the batch has no such field
    public Column column(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return columns.get(i);
            }
        }
        throw new IllegalArgumentException("The batch has no field " + name);
    }

    /// The given rows, in the order of `rows[from]` to `rows[to - 1]`; a row may come more than once.
    public RowBatch gather(int[] rows, int from, int to) {
        List<Column> gathered = new ArrayList<>(columns.size());
        for (Column column : columns) {
            gathered.add(column.gather(rows, from, to));
        }
        return new RowBatch(fields, gathered, to - from);
    }

    /// The rows from `from` to before `to`.
    public RowBatch slice(int from, int to) {
        if (from == 0 && to == rowCount) {
            return this;
        }
        List<Column> sliced = new ArrayList<>(columns.size());
        for (Column column : columns) {
            sliced.add(column.slice(from, to));
        }
        return new RowBatch(fields, sliced, to - from);
    }

    /// A copy of the rows of one or more batches of the same fields, one batch after the other. It holds on to
    /// nothing of theirs.
    ///
    /// @throws ArithmeticException when they are too many for one batch
    public static RowBatch concat(List<RowBatch> batches) {
        RowBatch first = batches.getFirst();
        int rows = 0;
        for (RowBatch batch : batches) {
            rows = Math.addExact(rows, batch.rowCount);
        }
        List<Column> joined = new ArrayList<>(first.columns.size());
        for (int i = 0; i < first.columns.size(); i++) {
            int place = i;
            joined.add(Concatenation.of(
                    batches.stream().map(batch -> batch.columns.get(place)).toList()));
        }
        return new RowBatch(first.fields, joined, rows);
    }

    /// The columns of the given fields only, in that order.
    ///
    /// @throws IllegalArgumentException when the batch lacks one
    public RowBatch select(List<Field> selected) {
        return new RowBatch(
                selected, selected.stream().map(field -> column(field.name())).toList(), rowCount);
    }

    /// About how many bytes of memory the rows take.
    public long sizeBytes() {
        return columns.stream().mapToLong(Column::sizeBytes).sum();
    }
}
