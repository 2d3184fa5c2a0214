package dev.sleeper.rowfile;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.row.Column;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.page.MalformedPageException;
import dev.sleeper.rowfile.page.PageValues;
import dev.sleeper.rowfile.shape.Assembler;
import dev.sleeper.rowfile.shape.FileShape;
import dev.sleeper.rowfile.shape.Leaf;
import dev.sleeper.rowfile.shape.LeafEntries;
import dev.sleeper.schema.Field;
import java.util.ArrayList;
import java.util.List;

/// Reads runs of pages of a row file. Of each column and row group that is asked for, one range of bytes is
/// read, and another when its dictionary lies far before it.
///
/// Thread-safe. Closing it closes neither the object nor a pool that it was given.
public final class RowFileReader implements AutoCloseable {

    private final ObjectReader in;
    private final RowFileFooter footer;
    private final DecoderPool pool;
    private final boolean poolIsOwn;

    private RowFileReader(ObjectReader in, RowFileFooter footer, DecoderPool pool, boolean poolIsOwn) {
        if (in.sizeBytes() != footer.sizeBytes()) {
            throw CorruptFileException.inFooter(
                    in.path(), "it is of a file of " + footer.sizeBytes() + " bytes, but this has " + in.sizeBytes());
        }
        this.in = in;
        this.footer = footer;
        this.pool = pool;
        this.poolIsOwn = poolIsOwn;
    }

    /// For a file whose footer was read before.
    ///
    /// @throws CorruptFileException when the file has another length than its footer says
    public RowFileReader(ObjectReader in, RowFileFooter footer) {
        this(in, footer, new DecoderPool(Runtime.getRuntime().availableProcessors()), true);
    }

    /// For a file whose footer was read before, with decoders that other readers use too.
    ///
    /// @throws CorruptFileException when the file has another length than its footer says
    public RowFileReader(ObjectReader in, RowFileFooter footer, DecoderPool pool) {
        this(in, footer, pool, false);
    }

    /// Reads the rows of the pages from `fromPage` to before `toPage`.
    ///
    /// @param fields those to read, as the footer has them, in any order
    /// @throws IllegalArgumentException when the file has no such pages or fields
    /// @throws CorruptFileException     when a page is not as Sleeper wrote it
    public RowBatch readPages(int fromPage, int toPage, List<Field> fields) {
        if (fromPage < 0 || fromPage > toPage || toPage > footer.pageCount()) {
            throw new IllegalArgumentException("Row file " + footer.path() + " has " + footer.pageCount()
                    + " pages, but those from " + fromPage + " to before " + toPage + " were asked for");
        }
        int rows = Math.toIntExact(footer.firstRow(toPage) - footer.firstRow(fromPage));
        List<Column> columns = new ArrayList<>(fields.size());
        PageDecoder decoder = pool.take();
        try {
            for (Field field : fields) {
                columns.add(readColumn(decoder, field, fromPage, toPage, rows));
            }
        } finally {
            pool.giveBack(decoder);
        }
        return new RowBatch(fields, columns, rows);
    }

    private Column readColumn(PageDecoder decoder, Field field, int fromPage, int toPage, int rows) {
        FileShape shape = footer.shape();
        int place = place(field);
        List<LeafEntries> leaves = new ArrayList<>();
        for (int i = shape.firstLeaf(place); i < shape.firstLeaf(place + 1); i++) {
            Leaf leaf = shape.leaves().get(i);
            LeafEntries entries = new LeafEntries(leaf, PageValues.of(leaf.type(), rows));
            for (RowGroupPages group : footer.groups()) {
                int from = Math.max(fromPage, group.firstPage());
                int to = Math.min(toPage, group.endPage());
                if (from < to) {
                    new ChunkReader(in, footer, group, i).read(decoder, from, to, entries);
                }
            }
            leaves.add(entries);
        }
        return assemble(shape.fields().get(place), leaves, fromPage, rows);
    }

    private Column assemble(Field field, List<LeafEntries> leaves, int fromPage, int rows) {
        try {
            Column column = Assembler.assemble(field, leaves);
            if (column.size() == rows) {
                return column;
            }
            throw new MalformedPageException("its levels say that there are " + column.size() + " rows, not " + rows);
        } catch (MalformedPageException damaged) {
            throw CorruptFileException.inPage(
                    footer.path(), field.name(), fromPage, String.valueOf(damaged.getMessage()), damaged);
        }
    }

    private int place(Field field) {
        List<Field> all = footer.fields();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(field.name())) {
                if (!all.get(i).type().equals(field.type())) {
                    throw new IllegalArgumentException("Field " + field.name() + " of row file " + footer.path()
                            + " has type " + all.get(i).type() + ", not " + field.type());
                }
                return i;
            }
        }
        throw new IllegalArgumentException("Row file " + footer.path() + " has no field " + field.name());
    }

    @Override
    public void close() {
        if (poolIsOwn) {
            pool.close();
        }
    }
}
