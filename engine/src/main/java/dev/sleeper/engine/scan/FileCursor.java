package dev.sleeper.engine.scan;

import dev.sleeper.engine.merge.ColumnGather;
import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.engine.merge.RowRuns;
import dev.sleeper.row.Column;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.RowFileFooter;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The wanted rows of one file in key order. Many pages are read at once with all their columns; where only a page or
/// two may have wanted rows, the row keys are read first, and the other columns only of pages that do have some.
///
/// Where there is not even memory for a page, its rows are given out in several batches, and it is decoded anew for
/// each: so any number of files can be merged, the slower the more there are.
///
/// Not thread-safe. The file stays its owner's to close.
public final class FileCursor implements RowCursor {
    /// A page is decoded again for the rest of its rows only when they take so many times the memory that there is.
    private static final int TOLERANCE = 2;

    private final SortedFile file;
    private final Schema schema;
    private final List<KeyStretch> stretches;
    private final List<Field> fields;
    private final List<Field> rowKeyFields;
    private final List<Field> otherFields;
    private final long batchBytes;
    private final long maxBytes;
    private @Nullable Deque<PageSpan> spans;
    private int given;

    /// @param stretches ascending, without overlap
    /// @param fields    the fields of the rows, the row keys among them
    /// @param maxBytes  about how much memory the rows take at most that are at hand at once
    public FileCursor(SortedFile file, Schema schema, List<KeyStretch> stretches, List<Field> fields, long maxBytes) {
        this(file, schema, stretches, fields, maxBytes, maxBytes);
    }

    /// @param batchBytes about how much memory the rows of a batch are to take, if a page does not take more
    /// @param maxBytes   about how much memory the rows take at most that are at hand at once, no less than that
    public FileCursor(
            SortedFile file,
            Schema schema,
            List<KeyStretch> stretches,
            List<Field> fields,
            long batchBytes,
            long maxBytes) {
        this.file = file;
        this.schema = schema;
        this.stretches = stretches;
        this.fields = fields;
        this.rowKeyFields = schema.rowKeyFields();
        this.otherFields =
                fields.stream().filter(field -> !rowKeyFields.contains(field)).toList();
        this.batchBytes = batchBytes;
        this.maxBytes = maxBytes;
    }

    @Override
    public @Nullable RowBatch next() {
        if (spans == null) {
            spans = new ArrayDeque<>(PageSpan.of(file, stretches, ScanLimits.SPAN_PAGES));
        }
        for (PageSpan all = spans.poll(); all != null; all = spans.poll()) {
            int pages = Math.clamp(batchBytes / file.pageBytes(), 1, all.pageCount());
            PageSpan span = all.firstPages(pages);
            if (pages < all.pageCount()) {
                spans.push(all.withoutFirst(pages));
            }
            boolean keysFirst = all.pageCount() <= ScanLimits.KEYS_FIRST_PAGES && !otherFields.isEmpty();
            RowBatch wanted = keysFirst ? keysFirst(span) : allColumns(span);
            if (wanted == null) {
                continue;
            }
            file.learn(wanted);
            if (pages == 1 || isAffordable(wanted)) {
                return affordable(wanted, span, spans);
            }
            // Its rows take more memory than was reckoned. Pages may differ, so what is known now may not be enough.
            spans.push(span.withoutFirst(pages / 2));
            spans.push(span.firstPages(pages / 2));
        }
        return null;
    }

    private boolean isAffordable(RowBatch rows) {
        return rows.sizeBytes() / TOLERANCE <= maxBytes;
    }

    /// The rows of a span, or as many of those that have not been given out as there is memory for.
    private RowBatch affordable(RowBatch wanted, PageSpan span, Deque<PageSpan> left) {
        int to = wanted.rowCount();
        if (!isAffordable(wanted)) {
            long rowBytes = Math.max(1, wanted.sizeBytes() / wanted.rowCount());
            to = Math.min(to, given + Math.clamp(maxBytes / rowBytes, 1, to));
        }
        RowBatch rows = wanted.slice(given, to);
        given = to;
        if (to < wanted.rowCount()) {
            left.push(span);
        } else {
            given = 0;
        }
        // A few rows must not hold on to the arrays of all.
        boolean few = rows.rowCount() < file.rowCount(span) / 2;
        return few ? RowBatch.concat(List.of(rows)) : rows;
    }

    private @Nullable RowBatch allColumns(PageSpan span) {
        RowBatch batch = file.read(span.fromPage(), span.toPage(), fields);
        RowRuns wanted = wantedRows(batch, span);
        return wanted.count() == 0 ? null : ColumnGather.gather(List.of(batch), wanted);
    }

    private @Nullable RowBatch keysFirst(PageSpan span) {
        RowBatch keys = file.read(span.fromPage(), span.toPage(), rowKeyFields);
        RowRuns wanted = wantedRows(keys, span);
        if (wanted.count() == 0) {
            return null;
        }
        RowFileFooter footer = file.footer();
        long firstRow = footer.firstRow(span.fromPage());
        int fromPage = span.fromPage();
        while (footer.firstRow(fromPage + 1) - firstRow <= wanted.firstRow()) {
            fromPage++;
        }
        int toPage = span.toPage();
        while (footer.firstRow(toPage - 1) - firstRow > wanted.lastRow()) {
            toPage--;
        }
        RowBatch others = file.read(fromPage, toPage, otherFields);
        RowRuns wantedOthers = wanted.shifted(Math.toIntExact(firstRow - footer.firstRow(fromPage)));
        return join(ColumnGather.gather(List.of(keys), wanted), ColumnGather.gather(List.of(others), wantedOthers));
    }

    private RowRuns wantedRows(RowBatch batch, PageSpan span) {
        return WantedRows.in(batch, schema, stretches.subList(span.firstStretch(), span.lastStretch() + 1));
    }

    private RowBatch join(RowBatch keys, RowBatch others) {
        List<Column> columns = new ArrayList<>(fields.size());
        for (Field field : fields) {
            columns.add((rowKeyFields.contains(field) ? keys : others).column(field.name()));
        }
        return new RowBatch(fields, columns, keys.rowCount());
    }
}
