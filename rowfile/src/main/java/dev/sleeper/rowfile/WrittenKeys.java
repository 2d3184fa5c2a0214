package dev.sleeper.rowfile;

import static java.util.Objects.requireNonNull;

import dev.sleeper.row.Column;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys of the rows of a file that is being written: their order, their bounds, and how they are spread.
///
/// Not thread-safe.
final class WrittenKeys {
    private final String path;
    private final KeyCodec codec;
    private final KeyCodec wholeCodec;
    private final RowOrder order = new RowOrder();
    private final int[] keyPlaces;
    private final int rowKeyCount;
    private final List<@Nullable KeyBounds> bounds = new ArrayList<>();
    private final KeySampler sampler;
    private final @Nullable FilterSink filters;
    private long rowCount;
    private @Nullable Key minKey;
    private @Nullable Key maxKey;
    private @Nullable Key firstRow;
    private @Nullable Key lastRow;

    WrittenKeys(String path, RowFileLayout layout) {
        this.path = path;
        this.codec = KeyCodec.ofRowKeys(layout.schema());
        this.wholeCodec = KeyCodec.ofAllKeys(layout.schema());
        this.sampler = new KeySampler(codec);
        this.filters = layout.keyFilterBits() > 0 ? new FilterSink(layout.keyFilterBits()) : null;
        this.rowKeyCount = layout.rowKeys().size();
        List<String> keys = layout.keys();
        this.keyPlaces = keys.stream().mapToInt(layout.schema()::indexOf).toArray();
        for (Field field : layout.fields()) {
            int place = keys.indexOf(field.name());
            bounds.add(place < 0 ? null : new KeyBounds(field, place == 0));
        }
    }

    /// The bounds of a field's column; null when it is no key.
    @Nullable
    KeyBounds bounds(int field) {
        return bounds.get(field);
    }

    /// Checks that the rows of a batch sort after one another and after all before, and counts them.
    void checkOrder(RowBatch batch) {
        if (keyPlaces.length > 0) {
            List<Column> keys = keys(batch);
            Key first = wholeCodec.encode(keys, 0);
            checkFollows(first);
            firstRow = firstRow == null ? first : firstRow;
            int descent = order.firstDescent(keys, batch.rowCount());
            if (descent != RowOrder.IN_ORDER) {
                throw outOfOrder(descent, wholeCodec.encode(keys, descent), wholeCodec.encode(keys, descent - 1));
            }
            lastRow = wholeCodec.encode(keys, batch.rowCount() - 1);
            List<Column> rowKeys = keys.subList(0, rowKeyCount);
            minKey = minKey == null ? codec.encode(rowKeys, 0) : minKey;
            maxKey = codec.encode(rowKeys, batch.rowCount() - 1);
        }
        rowCount += batch.rowCount();
    }

    private void checkFollows(Key first) {
        if (lastRow != null && first.compareTo(lastRow) < 0) {
            throw outOfOrder(0, first, lastRow);
        }
    }

    /// Takes up the keys of row groups that were encoded elsewhere: checks that they sort after all before.
    void append(WrittenKeys groups) {
        if (groups.firstRow != null && groups.maxKey != null) {
            checkFollows(groups.firstRow);
            firstRow = firstRow == null ? groups.firstRow : firstRow;
            lastRow = groups.lastRow;
            minKey = minKey == null ? groups.minKey : minKey;
            maxKey = groups.maxKey;
            sampler.append(groups.sampler, groups.maxKey);
            for (int place : keyPlaces) {
                requireNonNull(bounds.get(place)).append(requireNonNull(groups.bounds.get(place)));
            }
        }
        rowCount += groups.rowCount;
    }

    private IllegalArgumentException outOfOrder(int row, Key key, Key before) {
        return new IllegalArgumentException("Row " + (rowCount + row) + " of row file " + path
                + " is out of order: its key (" + wholeCodec.describe(key) + ") sorts before that of the row ahead ("
                + wholeCodec.describe(before) + ")");
    }

    /// Takes note of the rows of a page.
    void addPage(RowBatch batch, int from, int to) {
        for (int place : keyPlaces) {
            KeyBounds keyBounds = bounds.get(place);
            if (keyBounds != null) {
                keyBounds.addPage(batch.columns().get(place), from, to);
            }
        }
        if (rowKeyCount > 0) {
            List<Column> rowKeys = keys(batch).subList(0, rowKeyCount);
            sampler.add(rowKeys, from, to);
            if (filters != null) {
                filters.addPage(rowKeys, from, to);
            }
        }
    }

    private List<Column> keys(RowBatch batch) {
        List<Column> keys = new ArrayList<>(keyPlaces.length);
        for (int place : keyPlaces) {
            keys.add(batch.columns().get(place));
        }
        return keys;
    }

    long rowCount() {
        return rowCount;
    }

    @Nullable
    Key minKey() {
        return minKey;
    }

    @Nullable
    Key maxKey() {
        return maxKey;
    }

    /// The bounds of each key column over the file, in key order; none when it has no rows.
    List<ColumnBounds> fileBounds() {
        List<ColumnBounds> all = new ArrayList<>();
        for (int place : keyPlaces) {
            KeyBounds keyBounds = bounds.get(place);
            if (keyBounds != null && rowCount > 0) {
                all.add(keyBounds.fileBounds());
            }
        }
        return all;
    }

    /// The key filters of the row group's pages; null when the file has none.
    @Nullable
    FilterSink filters() {
        return filters;
    }

    /// How the row keys are spread; null when there are none.
    @Nullable
    KeySketch sketch() {
        return maxKey == null ? null : sampler.finish(maxKey);
    }
}
