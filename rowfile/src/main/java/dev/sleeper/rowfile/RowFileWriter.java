package dev.sleeper.rowfile;

import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.row.Column;
import dev.sleeper.row.Key;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.page.ByteSink;
import dev.sleeper.rowfile.page.ValueEncoder;
import dev.sleeper.rowfile.shape.FileShape;
import dev.sleeper.rowfile.shape.Leaf;
import dev.sleeper.rowfile.shape.ShreddedLeaf;
import dev.sleeper.rowfile.shape.Shredder;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.jspecify.annotations.Nullable;

/// Writes a row file from batches of rows in key order. Every column of a row group is cut into pages at the
/// same rows. The pages of one row group are kept in memory until it is complete. Row groups may also be encoded by
/// other threads, see [RowFilePart].
///
/// Not thread-safe. Closing it gives memory back; the object that is written to stays the caller's to finish or
/// close.
public final class RowFileWriter implements AutoCloseable {
    private final String path;
    private final FileSink file;
    private final RowFileLayout layout;
    private final PageCompressor compressor;
    private final List<ChunkWriter> chunks;
    private final FileShape shape;
    private final FooterWriter footer;
    private final WrittenKeys keys;
    private final PendingRows pending;
    private int groupRows;
    private boolean finished;

    private RowFileWriter(
            String path,
            FileSink file,
            RowFileLayout layout,
            PageCompressor compressor,
            FileShape shape,
            List<ChunkWriter> chunks) {
        this.path = path;
        this.file = file;
        this.layout = layout;
        this.compressor = compressor;
        this.chunks = chunks;
        this.shape = shape;
        this.footer = new FooterWriter(layout, shape);
        this.keys = new WrittenKeys(path, layout);
        this.pending = new PendingRows(layout.pageRows());
    }

    /// Begins a file, or a part of one, without a first byte.
    static RowFileWriter begin(String path, FileSink file, RowFileLayout layout) {
        PageCompressor compressor = new PageCompressor(layout.zstdLevel());
        FileShape shape = FileShape.of(layout.fields());
        ValueEncoder encoder = new ValueEncoder();
        List<ChunkWriter> chunks = new ArrayList<>();
        for (int i = 0; i < layout.fields().size(); i++) {
            boolean key = layout.keys().contains(layout.fields().get(i).name());
            for (Leaf leaf : shape.leaves().subList(shape.firstLeaf(i), shape.firstLeaf(i + 1))) {
                chunks.add(new ChunkWriter(leaf, key, encoder, compressor));
            }
        }
        return new RowFileWriter(path, file, layout, compressor, shape, chunks);
    }

    /// Begins anew, elsewhere but in the same memory. This writer has ended its rows and is of no further use.
    RowFileWriter beginAnew(FileSink other) {
        return new RowFileWriter(path, other, layout, compressor, shape, chunks);
    }

    /// Begins a file.
    ///
    /// @param path the object's path, for messages
    /// @param out  takes the bytes; neither finished nor closed here
    public static RowFileWriter open(String path, ObjectWriter out, RowFileLayout layout) {
        RowFileWriter writer = begin(path, new FileSink(out::write), layout);
        writer.file.write(FileFormat.MAGIC, FileFormat.MAGIC_LENGTH);
        return writer;
    }

    /// Appends rows.
    ///
    /// @param batch has the layout's fields; its rows sort in key order after those written before
    /// @throws IllegalArgumentException when it has other fields, a null where none may be, or a row out of
    ///     order; the writer is then of no further use
    public void write(RowBatch batch) {
        checkOpen();
        checkFields(batch);
        if (batch.rowCount() == 0) {
            return;
        }
        keys.checkOrder(batch);
        int from = 0;
        if (!pending.isEmpty()) {
            from = pending.add(batch, 0);
            if (!pending.isFull()) {
                return;
            }
            writeAllPages(pending.take());
        }
        from = writeFullPages(batch, from);
        pending.add(batch, from);
    }

    /// Appends the rows of a part that was ended, as row groups of their own.
    ///
    /// @param part has the same layout and was not appended before; its rows sort after those written before
    /// @throws IllegalArgumentException when one does not; the writer is then of no further use
    public void append(RowFilePart part) {
        checkOpen();
        endRows();
        part.moveTo(this);
    }

    /// Takes up what another writer has written, which lies in memory.
    void append(RowFileWriter part, BlockSink bytes) {
        keys.append(part.keys);
        footer.append(part.footer, file.position());
        bytes.writeTo(file);
    }

    /// Ends the row group that is being written.
    void endRows() {
        if (!pending.isEmpty()) {
            writeAllPages(pending.take());
        }
        if (groupRows > 0) {
            endGroup();
        }
    }

    /// Writes what is left and the end of the file. The caller then finishes the object.
    public RowFileSummary finish() {
        checkOpen();
        endRows();
        finished = true;
        KeySketch sketch = keys.sketch();
        footer.write(file, sketch);
        Key minKey = keys.minKey();
        Key maxKey = keys.maxKey();
        return new RowFileSummary(
                keys.rowCount(), file.position(), minKey, maxKey, keys.fileBounds(), file.checksum(), sketch);
    }

    private void checkOpen() {
        if (finished) {
            throw new IllegalStateException("Row file " + path + " is finished");
        }
    }

    private void checkFields(RowBatch batch) {
        boolean same = batch.fields().size() == layout.fields().size();
        for (int i = 0; same && i < batch.fields().size(); i++) {
            Field given = batch.fields().get(i);
            Field written = layout.fields().get(i);
            same = given.name().equals(written.name()) && given.type().equals(written.type());
        }
        if (!same) {
            throw new IllegalArgumentException("Row file " + path + " has the fields " + layout.fields()
                    + ", but a batch has the fields " + batch.fields());
        }
    }

    /// Writes the pages that begin at `from` and are full, and gives the row after them.
    private int writeFullPages(RowBatch batch, int from) {
        int at = from;
        while (at < batch.rowCount()) {
            int left = batch.rowCount() - at;
            int most = Math.min(layout.pageRows(), layout.rowGroupRows() - groupRows);
            int rows = PageCut.rows(batch, at, Math.min(most, left));
            if (rows == left && rows < most && !PageCut.isLarge(batch, at, batch.rowCount())) {
                return at;
            }
            writePage(batch, at, at + rows);
            at += rows;
        }
        return at;
    }

    private void writeAllPages(RowBatch batch) {
        int at = 0;
        while (at < batch.rowCount()) {
            int most = Math.min(layout.pageRows(), layout.rowGroupRows() - groupRows);
            int rows = PageCut.rows(batch, at, Math.min(most, batch.rowCount() - at));
            writePage(batch, at, at + rows);
            at += rows;
        }
    }

    private void writePage(RowBatch batch, int from, int to) {
        for (int i = 0; i < batch.columns().size(); i++) {
            writePage(i, layout.fields().get(i), batch.columns().get(i), from, to);
        }
        keys.addPage(batch, from, to);
        groupRows += to - from;
        if (groupRows >= layout.rowGroupRows() || groupBytes() >= layout.rowGroupBytes()) {
            endGroup();
        }
    }

    private long groupBytes() {
        long groupBytes = 0;
        for (ChunkWriter chunk : chunks) {
            groupBytes += chunk.pages().bytes().length();
        }
        return groupBytes;
    }

    /// How long the pages are that have been encoded.
    long sizeBytes() {
        return file.position() + groupBytes();
    }

    private void writePage(int place, Field field, Column column, int from, int to) {
        ChunkWriter first = chunks.get(shape.firstLeaf(place));
        boolean flat =
                field.type() instanceof PrimitiveType && !column.validity().hasNulls();
        if (flat && field.nullable()) {
            first.writePresent(column, from, to);
        } else if (flat) {
            first.writeRequired(column, from, to);
        } else {
            int leaf = shape.firstLeaf(place);
            for (ShreddedLeaf entries : Shredder.shred(field, column, from, to)) {
                chunks.get(leaf++).writeEntries(entries, to - from);
            }
        }
    }

    private void endGroup() {
        long position = file.position();
        List<ColumnChunk> written = new ArrayList<>(chunks.size());
        for (int i = 0; i < layout.fields().size(); i++) {
            KeyBounds bounds = keys.bounds(i);
            for (int leaf = shape.firstLeaf(i); leaf < shape.firstLeaf(i + 1); leaf++) {
                written.add(endChunk(chunks.get(leaf), bounds));
            }
            if (bounds != null) {
                bounds.endGroup();
            }
        }
        FilterSink filters = keys.filters();
        if (filters != null) {
            file.write(filters.filters());
            footer.addFilters(filters);
            filters.clear();
        }
        footer.endGroup(written, groupRows, position);
        groupRows = 0;
    }

    private ColumnChunk endChunk(ChunkWriter chunk, @Nullable KeyBounds bounds) {
        chunk.endChunk();
        PageSink pages = chunk.pages();
        ColumnChunk metaData = footer.chunk(chunk, file.position(), bounds);
        ByteSink dictionary = pages.dictionaryBytes();
        if (dictionary.length() > 0) {
            file.write(dictionary);
        }
        pages.bytes().writeTo(file);
        pages.clear();
        return metaData;
    }

    @Override
    public void close() {
        compressor.close();
    }
}
