package dev.sleeper.engine.scan;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.row.Key;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.DecoderPool;
import dev.sleeper.rowfile.KeyFilters;
import dev.sleeper.rowfile.KeySketch;
import dev.sleeper.rowfile.RowFileFooter;
import dev.sleeper.rowfile.RowFileReader;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import java.util.List;

/// A file of sorted rows, and what its end says: where its pages are, and between which keys. Thread-safe; the object
/// that it is read from stays its owner's to close.
public final class SortedFile {
    private final ObjectReader in;
    private final RowFileReader reader;
    private final RowFileFooter footer;
    private final PageKeys pageKeys;
    private final KeyFilters keyFilters;
    private final long indexBytes;
    /// The most that rows were seen to take on average; 0 before any was read. It only steers how much is read at once,
    /// so a lost update does no harm.
    private volatile long rowBytes;

    private SortedFile(ObjectReader in, RowFileReader reader, RowFileFooter footer, PageKeys pageKeys) {
        this.in = in;
        this.reader = reader;
        this.footer = footer;
        this.pageKeys = pageKeys;
        this.keyFilters = new KeyFilters(in, footer);
        this.indexBytes = footer.memoryBytes() + pageKeys.memoryBytes();
    }

    /// Reads the end of a file.
    ///
    /// @param schema   the schema of the table that the rows belong to
    /// @param decoders are shared by all files that are read by the same threads
    /// @throws dev.sleeper.rowfile.CorruptFileException when the file is damaged
    public static SortedFile of(ObjectReader in, Schema schema, DecoderPool decoders) {
        RowFileFooter footer = RowFileFooter.read(in);
        return new SortedFile(in, new RowFileReader(in, footer, decoders), footer, PageKeys.of(footer, schema));
    }

    public long rowCount() {
        return footer.rowCount();
    }

    /// How the row keys are spread.
    public KeySketch sketch() {
        return footer.sketch().orElseThrow(() -> new IllegalStateException("File " + in.path() + " has no sketch"));
    }

    /// For each page a key that none of its rows is below.
    public List<Key> pageStarts() {
        return pageKeys.lower();
    }

    /// How many rows are below a key, to within a page.
    public long rowsBelow(Key key) {
        return footer.firstRow(pageKeys.firstReaching(key));
    }

    RowFileFooter footer() {
        return footer;
    }

    PageKeys pageKeys() {
        return pageKeys;
    }

    /// Whether a page may have rows with the key of a stretch; true for a stretch of more than one key.
    boolean mayHaveKey(int page, KeyStretch stretch) {
        return stretch.keyHash().isEmpty()
                || keyFilters.mayHave(page, stretch.keyHash().getAsLong());
    }

    /// Whether any page may have rows with the key of a stretch.
    boolean mayHaveKey(KeyStretch stretch) {
        for (int page = pageKeys.firstReaching(stretch.range().min()); page < footer.pageCount(); page++) {
            if (pageKeys.isAbove(page, stretch.range())) {
                return false;
            }
            if (mayHaveKey(page, stretch)) {
                return true;
            }
        }
        return false;
    }

    /// How many rows the pages of a span have.
    long rowCount(PageSpan span) {
        return footer.firstRow(span.toPage()) - footer.firstRow(span.fromPage());
    }

    RowBatch read(int fromPage, int toPage, List<Field> fields) {
        return reader.readPages(fromPage, toPage, fields);
    }

    /// About how much memory is taken by what is known of it, which grows as key filters are read.
    long memoryBytes() {
        return indexBytes + keyFilters.memoryBytes();
    }

    /// About how much memory the rows of a page take: reckoned high as a rule, until rows have been read.
    long pageBytes() {
        return reckonedRowBytes() * Math.ceilDiv(footer.rowCount(), Math.max(1, footer.pageCount()));
    }

    private long reckonedRowBytes() {
        long seen = rowBytes;
        long stored = footer.sizeBytes() / Math.max(1, footer.rowCount());
        return seen > 0 ? seen : Math.max(1, stored * ScanLimits.EXPANSION);
    }

    /// Learns from rows that were read how much memory they take; from some of their columns only that it is more than
    /// was reckoned.
    void learn(RowBatch rows) {
        long each = Math.ceilDiv(rows.sizeBytes(), rows.rowCount());
        if (rows.fields().size() == footer.fields().size() || each > reckonedRowBytes()) {
            rowBytes = Math.max(rowBytes, each);
        }
    }
}
