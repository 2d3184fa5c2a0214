package dev.sleeper.rowfile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row group: a run of the file's pages, for each leaf column. Immutable and thread-safe.
///
/// @param firstPage the number of its first page in the file
/// @param pageCount how many pages each leaf column has in it
/// @param chunks    for each leaf column, in file order
/// @param filters   the key filters, one a page; null when there are none
record RowGroupPages(
        int firstPage,
        int pageCount,
        List<ChunkPages> chunks,
        @Nullable ChunkPages filters) {
    RowGroupPages {
        chunks = List.copyOf(chunks);
    }

    int endPage() {
        return firstPage + pageCount;
    }
}
