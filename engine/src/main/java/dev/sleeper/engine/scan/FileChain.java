package dev.sleeper.engine.scan;

import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.row.Key;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Files that do not overlap, ascending: a merge reads them one after the other, as one input. Immutable and
/// thread-safe.
///
/// @param files one or more
record FileChain(List<SortedFile> files) {
    FileChain {
        files = List.copyOf(files);
    }

    /// The fewest chains that some files make: as many as there are files where most of them overlap.
    static List<FileChain> of(List<SortedFile> files) {
        List<SortedFile> ascending = new ArrayList<>(files);
        ascending.sort(Comparator.comparing(file -> file.pageKeys().range().min()));
        PriorityQueue<List<SortedFile>> byEnd = new PriorityQueue<>((a, b) -> compareEnds(end(a), end(b)));
        for (SortedFile file : ascending) {
            List<SortedFile> first = byEnd.peek();
            boolean follows = first != null && isAbove(file, end(first));
            List<SortedFile> chain = follows ? byEnd.remove() : new ArrayList<>();
            chain.add(file);
            byEnd.add(chain);
        }
        return byEnd.stream().map(FileChain::new).toList();
    }

    private static @Nullable Key end(List<SortedFile> chain) {
        return chain.getLast().pageKeys().range().max();
    }

    private static boolean isAbove(SortedFile file, @Nullable Key end) {
        return end != null && file.pageKeys().range().min().compareTo(end) >= 0;
    }

    private static int compareEnds(@Nullable Key end, @Nullable Key other) {
        if (end == null || other == null) {
            return Boolean.compare(end == null, other == null);
        }
        return end.compareTo(other);
    }

    /// About how much memory the rows of a page take, in the file where they take most.
    long pageBytes() {
        return files.stream().mapToLong(SortedFile::pageBytes).max().orElse(0);
    }

    /// The wanted rows; see [FileCursor].
    RowCursor rows(Schema schema, List<KeyStretch> stretches, List<Field> fields, long maxBytes) {
        Iterator<SortedFile> left = files.iterator();
        return new RowCursor() {
            private RowCursor current = new FileCursor(left.next(), schema, stretches, fields, maxBytes);

            @Override
            public @Nullable RowBatch next() {
                RowBatch batch = current.next();
                while (batch == null && left.hasNext()) {
                    current = new FileCursor(left.next(), schema, stretches, fields, maxBytes);
                    batch = current.next();
                }
                return batch;
            }
        };
    }
}
