package dev.sleeper.rowfile;

import dev.sleeper.row.Column;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/// The bounds of one key column, gathered while its file is written: of each page and row group for the
/// indexes, and of the whole file.
///
/// Not thread-safe.
final class KeyBounds {
    private final Field field;
    private final PrimitiveType type;
    private final boolean ordered;
    private final List<ByteBuffer> pageMins = new ArrayList<>();
    private final List<ByteBuffer> pageMaxes = new ArrayList<>();
    private byte @Nullable [] groupMin;
    private byte @Nullable [] groupMax;
    private byte @Nullable [] fileMin;
    private byte @Nullable [] fileMax;

    /// @param ordered true for the first key, by which alone the rows are in order
    KeyBounds(Field field, boolean ordered) {
        this.field = field;
        this.type = (PrimitiveType) field.type();
        this.ordered = ordered;
    }

    void addPage(Column column, int from, int to) {
        int min = from;
        int max = ordered ? to - 1 : from;
        for (int row = from + 1; !ordered && row < to; row++) {
            if (RowOrder.compare(column, row, min) < 0) {
                min = row;
            } else if (RowOrder.compare(column, row, max) > 0) {
                max = row;
            }
        }
        byte[] least = KeyValues.of(column, min);
        byte[] greatest = KeyValues.of(column, max);
        pageMins.add(ByteBuffer.wrap(BoundCut.lower(type, least)));
        pageMaxes.add(ByteBuffer.wrap(BoundCut.upper(type, greatest)));
        groupMin = lesser(groupMin, least);
        groupMax = greater(groupMax, greatest);
    }

    private byte[] lesser(byte @Nullable [] known, byte[] value) {
        return known == null || KeyValues.compare(type, value, known) < 0 ? value : known;
    }

    private byte[] greater(byte @Nullable [] known, byte[] value) {
        return known == null || KeyValues.compare(type, value, known) > 0 ? value : known;
    }

    /// The bounds of the row group's pages.
    ColumnIndex pageIndex() {
        return new ColumnIndex(
                        Collections.nCopies(pageMins.size(), false),
                        List.copyOf(pageMins),
                        List.copyOf(pageMaxes),
                        ordered ? BoundaryOrder.ASCENDING : BoundaryOrder.UNORDERED)
                .setNull_counts(Collections.nCopies(pageMins.size(), 0L));
    }

    /// The bounds of the row group.
    Statistics groupStatistics() {
        byte[] min = Objects.requireNonNull(groupMin);
        byte[] max = Objects.requireNonNull(groupMax);
        byte[] lower = BoundCut.lower(type, min);
        byte[] upper = BoundCut.upper(type, max);
        return new Statistics()
                .setNull_count(0)
                .setMin_value(lower)
                .setMax_value(upper)
                .setIs_min_value_exact(lower == min)
                .setIs_max_value_exact(upper == max);
    }

    /// Begins a new row group.
    void endGroup() {
        fileMin = lesser(fileMin, Objects.requireNonNull(groupMin));
        fileMax = greater(fileMax, Objects.requireNonNull(groupMax));
        groupMin = null;
        groupMax = null;
        pageMins.clear();
        pageMaxes.clear();
    }

    /// Takes up the bounds of row groups that were encoded elsewhere, which have ended.
    void append(KeyBounds groups) {
        fileMin = lesser(fileMin, Objects.requireNonNull(groups.fileMin));
        fileMax = greater(fileMax, Objects.requireNonNull(groups.fileMax));
    }

    /// The bounds of the whole file, which has a row at least.
    ColumnBounds fileBounds() {
        return new ColumnBounds(
                field,
                KeyValues.decode(type, Objects.requireNonNull(fileMin)),
                KeyValues.decode(type, Objects.requireNonNull(fileMax)));
    }
}
