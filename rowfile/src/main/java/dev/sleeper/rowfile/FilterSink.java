package dev.sleeper.rowfile;

import dev.sleeper.row.Column;
import dev.sleeper.row.KeyHash;
import dev.sleeper.rowfile.page.ByteSink;
import java.util.List;
import java.util.zip.CRC32C;

/// The key filters of the pages of a row group that is being written, and their checksums. Not thread-safe.
final class FilterSink {
    private final KeyHash hash = new KeyHash();
    private final CRC32C crc = new CRC32C();
    private final ByteSink filters = new ByteSink(1 << 10);
    private final ByteSink checksums = new ByteSink(1 << 6);

    /// Adds the filter of a page with the rows from `from` to before `to`.
    ///
    /// @param rowKeys the row key columns, in their order
    void addPage(List<Column> rowKeys, int from, int to) {
        byte[] filter = new byte[KeyFilter.sizeBytes(to - from)];
        for (int row = from; row < to; row++) {
            KeyFilter.add(filter, hash.of(rowKeys, row));
        }
        crc.reset();
        crc.update(filter, 0, filter.length);
        filters.write(filter, 0, filter.length);
        checksums.writeInt((int) crc.getValue());
    }

    ByteSink filters() {
        return filters;
    }

    /// The CRC-32C of each filter.
    ByteSink checksums() {
        return checksums;
    }

    void clear() {
        filters.clear();
        checksums.clear();
    }
}
