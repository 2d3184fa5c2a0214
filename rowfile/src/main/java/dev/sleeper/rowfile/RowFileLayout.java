package dev.sleeper.rowfile;

import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import java.util.List;
import java.util.stream.Stream;

/// What a row file holds and how it is cut. Immutable and thread-safe.
///
/// @param fields        the columns, in order
/// @param rowKeys       names of the row key fields, most significant first; empty for rows without an order
/// @param sortKeys      names of the sort key fields, most significant first
/// @param zstdLevel     how hard pages are compressed
/// @param pageRows      how many rows a page has at most
/// @param rowGroupRows  how many rows a row group has at most
/// @param rowGroupBytes how many bytes of encoded pages, which the writer keeps in memory, end a row group
/// @param keyFilterBits how many bits a row each page's filter has, which says which row keys the page cannot have and
///     spares a lookup of one key most pages of files that overlap; 0 for no filters
public record RowFileLayout(
        List<Field> fields,
        List<String> rowKeys,
        List<String> sortKeys,
        int zstdLevel,
        int pageRows,
        int rowGroupRows,
        long rowGroupBytes,
        int keyFilterBits) {
    /// Small pages serve lookups of single keys; larger ones gained neither speed nor size when measured.
    public static final int PAGE_ROWS = 2_048;

    private static final int ZSTD_LEVEL = 1;
    private static final int ROW_GROUP_ROWS = 512 * PAGE_ROWS;
    private static final long ROW_GROUP_BYTES = 64L << 20;
    static final int MAX_KEY_FILTER_BITS = 32;
    private static final int KEY_FILTER_BITS = 10;
    private static final int LONG_FILE_FILTER_BITS = 6;
    private static final long LONG_FILE_ROWS = 4_000_000;

    public RowFileLayout {
        fields = List.copyOf(fields);
        rowKeys = List.copyOf(rowKeys);
        sortKeys = List.copyOf(sortKeys);
        if (pageRows < 1 || rowGroupRows < 1 || rowGroupBytes < 1) {
            throw new IllegalArgumentException("Pages and row groups hold something: got " + pageRows + " and "
                    + rowGroupRows + " rows, " + rowGroupBytes + " bytes");
        }
        if (keyFilterBits < 0 || keyFilterBits > MAX_KEY_FILTER_BITS) {
            throw new IllegalArgumentException(
                    "Key filters have 0 to " + MAX_KEY_FILTER_BITS + " bits a row: got " + keyFilterBits);
        }
        if (keyFilterBits > 0 && rowKeys.isEmpty()) {
            throw new IllegalArgumentException("Rows without keys have no key filters");
        }
    }

    /// For the data files of a table, without key filters.
    public static RowFileLayout of(Schema schema) {
        return new RowFileLayout(
                schema.fields(),
                schema.rowKeys(),
                schema.sortKeys(),
                ZSTD_LEVEL,
                PAGE_ROWS,
                ROW_GROUP_ROWS,
                ROW_GROUP_BYTES,
                0);
    }

    /// The same, with key filters for a file of about so many rows. Long files have fewer bits a row: there are few of
    /// them, so that they add little to the pages that are read in vain, but most of the bytes. So do the levels of
    /// Monkey (Dayan, Athanassoulis and Idreos, 2017), whose rates of false positives grow with the level.
    public RowFileLayout withKeyFilters(long rowCount) {
        int bits = rowCount > LONG_FILE_ROWS ? LONG_FILE_FILTER_BITS : KEY_FILTER_BITS;
        return new RowFileLayout(fields, rowKeys, sortKeys, zstdLevel, pageRows, rowGroupRows, rowGroupBytes, bits);
    }

    /// For rows without keys, in the order in which they are written.
    public static RowFileLayout keyless(List<Field> fields) {
        return new RowFileLayout(
                fields, List.of(), List.of(), ZSTD_LEVEL, PAGE_ROWS, ROW_GROUP_ROWS, ROW_GROUP_BYTES, 0);
    }

    /// Row keys then sort keys: what rows are ordered by.
    List<String> keys() {
        return Stream.concat(rowKeys.stream(), sortKeys.stream()).toList();
    }

    /// The fields and keys as a schema, which is not checked.
    Schema schema() {
        return new Schema(fields, rowKeys, sortKeys);
    }
}
