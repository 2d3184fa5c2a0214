package dev.sleeper.engine.scan;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Strings, by their UTF-8 bytes, or byte arrays in a range.
public final class BytesCondition implements FieldCondition {
    private final String field;
    private final byte[] min;
    private final boolean minInclusive;
    private final byte @Nullable [] max;
    private final boolean maxInclusive;

    /// @param max null for no bound
    public BytesCondition(String field, byte[] min, boolean minInclusive, byte @Nullable [] max, boolean maxInclusive) {
        this.field = field;
        this.min = min;
        this.minInclusive = minInclusive;
        this.max = max;
        this.maxInclusive = maxInclusive;
    }

    @Override
    public String field() {
        return field;
    }

    @Override
    public boolean accepts(Column values, int row) {
        return reachesMin((BytesColumn) values, row) && reachesMax((BytesColumn) values, row);
    }

    @Override
    public boolean mayAccept(Column mins, Column maxes, int row) {
        return reachesMin((BytesColumn) maxes, row) && reachesMax((BytesColumn) mins, row);
    }

    private boolean reachesMin(BytesColumn values, int row) {
        int difference = compare(values, row, min);
        return difference > 0 || (difference == 0 && minInclusive);
    }

    private boolean reachesMax(BytesColumn values, int row) {
        if (max == null) {
            return true;
        }
        int difference = compare(values, row, max);
        return difference < 0 || (difference == 0 && maxInclusive);
    }

    private static int compare(BytesColumn values, int row, byte[] bound) {
        int[] offsets = values.offsets();
        return Arrays.compareUnsigned(values.bytes(), offsets[row], offsets[row + 1], bound, 0, bound.length);
    }
}
