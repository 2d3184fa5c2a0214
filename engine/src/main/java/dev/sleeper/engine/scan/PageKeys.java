package dev.sleeper.engine.scan;

import dev.sleeper.row.Column;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyRange;
import dev.sleeper.rowfile.RowFileFooter;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Between which row keys the rows of each page of a file lie: worked out once from the least and greatest value that
/// the footer has for each field. A page's bound has the fields that are the same in all its rows, and the bound of the
/// first one that is not. Both bounds ascend from page to page.
///
/// The first bytes of the bounds lie side by side in arrays: they decide most comparisons, without a way through memory
/// for each.
///
/// Immutable and thread-safe.
final class PageKeys {
    private static final int KEY_OBJECT_BYTES = 48;

    private final Key[] lower;
    private final @Nullable Key[] upper;
    private final long[] lowerPrefixes;
    private final long[] upperPrefixes;

    private PageKeys(Key[] lower, @Nullable Key[] upper) {
        this.lower = lower;
        this.upper = upper;
        this.lowerPrefixes = prefixes(lower);
        this.upperPrefixes = prefixes(upper);
    }

    private static long[] prefixes(@Nullable Key[] keys) {
        long[] prefixes = new long[keys.length];
        for (int page = 0; page < keys.length; page++) {
            Key key = keys[page];
            prefixes[page] = key == null ? -1 : key.prefix();
        }
        return prefixes;
    }

    static PageKeys of(RowFileFooter footer, Schema schema) {
        KeyCodec codec = KeyCodec.ofRowKeys(schema);
        List<Column> mins = new ArrayList<>();
        List<Column> maxes = new ArrayList<>();
        for (Field field : codec.fields()) {
            mins.add(footer.pageMins(field.name()));
            maxes.add(footer.pageMaxes(field.name()));
        }
        Key[] lower = new Key[footer.pageCount()];
        @Nullable Key[] upper = new @Nullable Key[footer.pageCount()];
        for (int page = 0; page < lower.length; page++) {
            int fieldCount = 1;
            Key min = codec.encode(mins, page, fieldCount);
            Key max = codec.encode(maxes, page, fieldCount);
            while (min.equals(max) && fieldCount < mins.size()) {
                fieldCount++;
                min = codec.encode(mins, page, fieldCount);
                max = codec.encode(maxes, page, fieldCount);
            }
            lower[page] = min;
            upper[page] = max.afterPrefix();
        }
        makeAscending(lower, upper);
        return new PageKeys(lower, upper);
    }

    /// A page's rows lie above those of the page before and below those of the page after. Bounds of fewer fields can
    /// fall short of that.
    private static void makeAscending(Key[] lower, @Nullable Key[] upper) {
        for (int page = 1; page < lower.length; page++) {
            if (lower[page].compareTo(lower[page - 1]) < 0) {
                lower[page] = lower[page - 1];
            }
        }
        for (int page = upper.length - 2; page >= 0; page--) {
            if (isBelow(upper[page + 1], upper[page])) {
                upper[page] = upper[page + 1];
            }
        }
    }

    private static boolean isBelow(@Nullable Key max, @Nullable Key other) {
        return max != null && (other == null || max.compareTo(other) < 0);
    }

    /// For each page a key that no row of it is below.
    List<Key> lower() {
        return List.of(lower);
    }

    /// A key that no row of the page is below.
    Key lower(int page) {
        return lower[page];
    }

    /// Where all pages lie; no page no range.
    KeyRange range() {
        return new KeyRange(lower[0], upper[upper.length - 1]);
    }

    /// Whether any page may have rows in a range.
    boolean overlaps(KeyRange range) {
        return firstReaching(range.min()) < firstAbove(range);
    }

    /// The first page that may have rows at or above a key; the page count when there is none.
    int firstReaching(Key key) {
        long prefix = key.prefix();
        int low = 0;
        int high = upper.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int difference = Long.compareUnsigned(upperPrefixes[middle], prefix);
            if (difference < 0 || (difference == 0 && !reaches(middle, key))) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean reaches(int page, Key key) {
        Key max = upper[page];
        return max == null || max.compareTo(key) > 0;
    }

    /// The first page that has only rows above a range; the page count when there is none.
    int firstAbove(KeyRange range) {
        Key max = range.max();
        if (max == null) {
            return lower.length;
        }
        long prefix = max.prefix();
        int low = 0;
        int high = lower.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (!isAbove(middle, max, prefix)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Whether all rows of a page lie above a range.
    boolean isAbove(int page, KeyRange range) {
        Key max = range.max();
        return max != null && isAbove(page, max, max.prefix());
    }

    private boolean isAbove(int page, Key max, long prefix) {
        int difference = Long.compareUnsigned(lowerPrefixes[page], prefix);
        return difference > 0 || (difference == 0 && lower[page].compareTo(max) >= 0);
    }

    /// About how much memory the bounds take.
    long memoryBytes() {
        long bytes = 0;
        for (Key key : lower) {
            bytes += 2L * (KEY_OBJECT_BYTES + Long.BYTES + key.length());
        }
        return bytes;
    }
}
