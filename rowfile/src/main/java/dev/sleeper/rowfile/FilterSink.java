package dev.sleeper.rowfile;

import dev.sleeper.row.Column;
import dev.sleeper.row.KeyHash;
import dev.sleeper.rowfile.page.ByteSink;
import java.util.List;
import java.util.zip.CRC32C;

/// The key filters of the pages of a row group that is being written, and their checksums. Not thread-safe.
final class FilterSink {
    private final int bitsPerRow;
    private final CRC32C crc = new CRC32C();
    private final ByteSink filters = new ByteSink(1 << 10);
    private final ByteSink checksums = new ByteSink(1 << 6);

    private long[] hashes = {};

    FilterSink(int bitsPerRow) {
        this.bitsPerRow = bitsPerRow;
    }

    /// Adds the filter of a page with the rows from `from` to before `to`.
    ///
    /// @param rowKeys the row key columns, in their order
    void addPage(List<Column> rowKeys, int from, int to) {
        byte[] filter = new byte[KeyFilter.sizeBytes(to - from, bitsPerRow)];
        if (hashes.length < to - from) {
            hashes = new long[to - from];
        }
        KeyHash.all(rowKeys, from, to, hashes);
        for (int i = 0; i < to - from; i++) {
            KeyFilter.add(filter, hashes[i]);
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
