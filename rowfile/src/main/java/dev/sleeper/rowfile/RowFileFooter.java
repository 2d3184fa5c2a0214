package dev.sleeper.rowfile;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.row.Column;
import dev.sleeper.rowfile.shape.FileShape;
import dev.sleeper.schema.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the end of a row file says: its fields, and for each page where it is, which rows it has, and between
/// which values its keys lie. Page `p` is the same run of rows in every column; pages are numbered through the
/// whole file. Everything in it has been checked against the file's length and the footer's checksum.
///
/// Immutable and thread-safe; worth keeping while the file is in use.
public final class RowFileFooter {
    private static final int OBJECT_BYTES = 64;

    private final String path;
    private final long sizeBytes;
    private final FileShape shape;
    private final Keys keys;
    private final long[] firstRows;
    private final List<RowGroupPages> groups;

    /// What the footer says of keys.
    ///
    /// @param rowKeys  names of the row key fields
    /// @param sortKeys names of the sort key fields
    /// @param mins     for each key field a column of the lower bounds of the pages
    /// @param maxes    for each key field a column of the upper bounds of the pages
    /// @param sketch   how row keys are spread; null when the file has none
    record Keys(
            List<String> rowKeys,
            List<String> sortKeys,
            Map<String, Column> mins,
            Map<String, Column> maxes,
            @Nullable KeySketch sketch) {
        Keys {
            rowKeys = List.copyOf(rowKeys);
            sortKeys = List.copyOf(sortKeys);
            mins = Map.copyOf(mins);
            maxes = Map.copyOf(maxes);
        }
    }

    /// @param firstRows the first row of each page, and the row count
    RowFileFooter(
            String path, long sizeBytes, FileShape shape, Keys keys, long[] firstRows, List<RowGroupPages> groups) {
        this.path = path;
        this.sizeBytes = sizeBytes;
        this.shape = shape;
        this.keys = keys;
        this.firstRows = firstRows;
        this.groups = List.copyOf(groups);
    }

    /// Reads and checks the end of a file.
    ///
    /// @throws CorruptFileException when it is not as Sleeper wrote it
    public static RowFileFooter read(ObjectReader in) {
        return FooterReader.read(in);
    }

    /// The file's path below the store's root.
    public String path() {
        return path;
    }

    /// The file's length.
    public long sizeBytes() {
        return sizeBytes;
    }

    /// All fields, in file order.
    public List<Field> fields() {
        return shape.fields();
    }

    /// Names of the row key fields, most significant first.
    public List<String> rowKeys() {
        return keys.rowKeys;
    }

    /// Names of the sort key fields, most significant first.
    public List<String> sortKeys() {
        return keys.sortKeys;
    }

    public long rowCount() {
        return firstRows[pageCount()];
    }

    public int pageCount() {
        return firstRows.length - 1;
    }

    /// The number of a page's first row in the file. The page after the last one has the row count.
    public long firstRow(int page) {
        return firstRows[page];
    }

    /// How many rows a page has.
    public int pageRows(int page) {
        return Math.toIntExact(firstRows[page + 1] - firstRows[page]);
    }

    /// For each page a value that none of its values in this key field is below. It is the least value itself,
    /// unless that is a string or byte array of more than 1,024 bytes.
    ///
    /// @throws IllegalArgumentException when the field is no key
    public Column pageMins(String keyField) {
        return bounds(keys.mins, keyField);
    }

    /// For each page a value that none of its values in this key field is above. It is the greatest value
    /// itself, unless that is a string or byte array of more than 1,024 bytes.
    ///
    /// @throws IllegalArgumentException when the field is no key
    public Column pageMaxes(String keyField) {
        return bounds(keys.maxes, keyField);
    }

    private Column bounds(Map<String, Column> bounds, String keyField) {
        Column column = bounds.get(keyField);
        if (column == null) {
            throw new IllegalArgumentException("Field " + keyField + " is no key of row file " + path);
        }
        return column;
    }

    /// How the row keys are spread; empty when the file has no rows or no keys.
    public Optional<KeySketch> sketch() {
        return Optional.ofNullable(keys.sketch);
    }

    /// About how much memory the footer takes.
    public long memoryBytes() {
        long bytes = OBJECT_BYTES + (long) firstRows.length * Long.BYTES;
        bytes += (long) shape.elements().size() * 4 * OBJECT_BYTES;
        for (RowGroupPages group : groups) {
            long perChunk = OBJECT_BYTES + 2L * Integer.BYTES * group.pageCount();
            bytes += OBJECT_BYTES + perChunk * (group.chunks().size() + (group.filters() == null ? 0 : 1));
        }
        for (Column column : keys.mins.values()) {
            bytes += OBJECT_BYTES + column.sizeBytes();
        }
        for (Column column : keys.maxes.values()) {
            bytes += OBJECT_BYTES + column.sizeBytes();
        }
        return bytes + (keys.sketch == null ? 0 : keys.sketch.sizeBytes());
    }

    FileShape shape() {
        return shape;
    }

    List<RowGroupPages> groups() {
        return groups;
    }

    /// The row group that a page belongs to.
    RowGroupPages group(int page) {
        for (RowGroupPages group : groups) {
            if (page < group.endPage()) {
                return group;
            }
        }
        throw new IllegalArgumentException("Row file " + path + " has " + pageCount() + " pages, but not page " + page);
    }
}
