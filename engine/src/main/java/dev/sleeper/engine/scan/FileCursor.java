package dev.sleeper.engine.scan;

import dev.sleeper.engine.merge.ColumnGather;
import dev.sleeper.engine.merge.RowCursor;
import dev.sleeper.engine.merge.RowRuns;
import dev.sleeper.row.Column;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.RowFileFooter;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The wanted rows of one file in key order. Many pages are read at once with all their columns; where only a page or
/// two may have wanted rows, the row keys are read first, and the other columns only of pages that do have some.
///
/// Not thread-safe. The file stays its owner's to close.
public final class FileCursor implements RowCursor {
    private final SortedFile file;
    private final Schema schema;
    private final List<KeyStretch> stretches;
    private final List<Field> fields;
    private final List<Field> rowKeyFields;
    private final List<Field> otherFields;
    private final Iterator<PageSpan> spans;

    /// @param stretches ascending, without overlap
    /// @param fields    the fields of the rows, the row keys among them
    /// @param maxBytes  about how much memory the rows take at most that are read at once; one page is, anyway
    public FileCursor(SortedFile file, Schema schema, List<KeyStretch> stretches, List<Field> fields, long maxBytes) {
        this.file = file;
        this.schema = schema;
        this.stretches = stretches;
        this.fields = fields;
        this.rowKeyFields = schema.rowKeyFields();
        this.otherFields =
                fields.stream().filter(field -> !rowKeyFields.contains(field)).toList();
        this.spans =
                PageSpan.of(file, schema, stretches, spanPages(file, maxBytes)).iterator();
    }

    private static int spanPages(SortedFile file, long maxBytes) {
        long pages = maxBytes / (file.rowSizeBytes() * RowFileLayout.PAGE_ROWS);
        return Math.clamp(pages, 1, ScanLimits.SPAN_PAGES);
    }

    @Override
    public @Nullable RowBatch next() {
        while (spans.hasNext()) {
            PageSpan span = spans.next();
            boolean keysFirst = span.pageCount() <= ScanLimits.KEYS_FIRST_PAGES && !otherFields.isEmpty();
            RowBatch wanted = keysFirst ? keysFirst(span) : allColumns(span);
            if (wanted != null) {
                return wanted;
            }
        }
        return null;
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
