package dev.sleeper.engine.write;

import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import java.util.List;

/// Sorted rows that wait to be merged with others. Thread-safe: several files may be written from one run at once.
interface SortedRun {

    long rowCount();

    /// About how long the rows are in a data file.
    long storedBytes();

    /// The first row's row key.
    Key minKey();

    /// The last row's row key.
    Key maxKey();

    /// About how many rows are below a key: exactly, or to within a page.
    long rowsBelow(Key key);

    /// Some keys, ascending: one for about each page that the rows make.
    List<Key> sampleKeys();

    /// The rows in some ranges, which ascend and do not overlap.
    ///
    /// @param maxBytes about how much memory a run that is not in memory may take for them
    RowCursor rows(List<KeyRange> ranges, long maxBytes);
}
