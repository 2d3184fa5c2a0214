package dev.sleeper.engine.scan;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Strings, by their UTF-8 bytes, or byte arrays in a range.
public final class BytesCondition implements RangeCondition {
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
    public boolean reachesMin(Column values, int row) {
        int difference = compare(values, row, min);
        return difference > 0 || (difference == 0 && minInclusive);
    }

    @Override
    public boolean reachesMax(Column values, int row) {
        if (max == null) {
            return true;
        }
        int difference = compare(values, row, max);
        return difference < 0 || (difference == 0 && maxInclusive);
    }

    @Override
    public int compareMin(RangeCondition other) {
        BytesCondition bytes = (BytesCondition) other;
        int difference = Arrays.compareUnsigned(min, bytes.min);
        return difference != 0 ? difference : Boolean.compare(bytes.minInclusive, minInclusive);
    }

    @Override
    public int compareMax(RangeCondition other) {
        BytesCondition bytes = (BytesCondition) other;
        if (max == null || bytes.max == null) {
            return Boolean.compare(max == null, bytes.max == null);
        }
        int difference = Arrays.compareUnsigned(max, bytes.max);
        return difference != 0 ? difference : Boolean.compare(maxInclusive, bytes.maxInclusive);
    }

    private static int compare(Column values, int row, byte[] bound) {
        BytesColumn column = (BytesColumn) values;
        int[] offsets = column.offsets();
        return Arrays.compareUnsigned(column.bytes(), offsets[row], offsets[row + 1], bound, 0, bound.length);
    }
}
