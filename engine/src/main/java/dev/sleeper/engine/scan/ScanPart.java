package dev.sleeper.engine.scan;

import dev.sleeper.engine.merge.BatchLimits;
import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.engine.merge.RowMerge;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import java.util.List;

/// A part of a scan: the wanted rows of some files in some stretches of keys. Immutable and thread-safe.
///
/// @param chains    the files that may have such rows
/// @param stretches ascending, without overlap
/// @param fields    the fields of the rows, all keys among them
record ScanPart(List<FileChain> chains, Schema schema, List<KeyStretch> stretches, List<Field> fields) {

    /// About how much memory the rows take that are at hand at once when each file is read a page at a time, at least.
    long pageBytes() {
        return chains.stream().mapToLong(FileChain::pageBytes).sum();
    }

    /// Begins to read.
    ///
    /// @param maxBytes about how much memory the rows take at most that are at hand at once
    RowCursor rows(long maxBytes) {
        BatchLimits limits = new BatchLimits(
                BatchLimits.STANDARD.rows(), Math.min(BatchLimits.STANDARD.sizeBytes(), Math.max(1, maxBytes / 4)));
        List<RowCursor> inputs = chains.stream()
                .map(chain -> chain.rows(schema, stretches, fields, maxBytes / chains.size()))
                .toList();
        return RowMerge.of(inputs, schema, limits);
    }
}
