package dev.sleeper.rowfile;

import static java.util.Objects.requireNonNull;

import dev.sleeper.rowfile.shape.FileShape;
import dev.sleeper.rowfile.shape.Leaf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.RowGroup;
import shaded.parquet.org.apache.thrift.TSerializable;

/// Reads the page indexes of a file, row group by row group, and checks that its chunks and pages follow one
/// another without a gap from the file's first bytes to its indexes.
///
/// Not thread-safe.
final class IndexReader {
    private final String path;
    private final FooterBytes bytes;
    private final FileShape shape;
    private final ByteBuffer checksums;
    private final int keyFilterBits;
    private final List<Long> firstRows = new ArrayList<>(List.of(0L));
    private final List<RowGroupPages> groups = new ArrayList<>();
    private final Map<Integer, List<byte[]>> mins = new HashMap<>();
    private final Map<Integer, List<byte[]>> maxes = new HashMap<>();
    private long position = FileFormat.MAGIC_LENGTH;

    /// @param allGroups     all row groups of the footer
    /// @param keyFilterBits how many bits a row the filters of pages have that follow each row group; 0 for none
    IndexReader(String path, FooterBytes bytes, FileShape shape, List<RowGroup> allGroups, int keyFilterBits) {
        this.path = path;
        this.bytes = bytes;
        this.shape = shape;
        this.checksums = checksums(allGroups);
        this.keyFilterBits = keyFilterBits;
    }

    /// The page checksums, which follow the last offset index and end at the seal.
    private ByteBuffer checksums(List<RowGroup> allGroups) {
        int from = bytes.indexesFrom();
        if (!allGroups.isEmpty()) {
            List<ColumnChunk> chunks = requireNonNull(allGroups.getLast().getColumns());
            check(!chunks.isEmpty(), "a row group has no columns");
            ColumnChunk last = chunks.getLast();
            from = inArray(last.getOffset_index_offset(), last.getOffset_index_length())
                    + last.getOffset_index_length();
        }
        return ByteBuffer.wrap(bytes.array(), from, bytes.indexesTo() - from).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Reads the indexes of the next row group.
    ///
    /// @param keyLeaves the leaf columns that have bounds
    void addGroup(RowGroup group, List<Integer> keyLeaves) throws IOException {
        List<Leaf> leaves = shape.leaves();
        List<ColumnChunk> columns = requireNonNull(group.getColumns());
        check(columns.size() == leaves.size(), "a row group has " + columns.size() + " columns");
        List<ChunkPages> chunks = new ArrayList<>(leaves.size());
        long[] rows = {};
        for (int i = 0; i < leaves.size(); i++) {
            ColumnChunk column = columns.get(i);
            OffsetIndex index =
                    read(new OffsetIndex(), column.getOffset_index_offset(), column.getOffset_index_length());
            long[] chunkRows = firstRows(index, group.getNum_rows());
            check(i == 0 || Arrays.equals(rows, chunkRows), "pages are not at the same rows in all columns");
            rows = chunkRows;
            chunks.add(chunk(column, leaves.get(i), index, group.getNum_rows()));
        }
        int pages = rows.length;
        ChunkPages filters = keyFilterBits > 0 ? filters(rows, group.getNum_rows()) : null;
        for (int leaf : keyLeaves) {
            addBounds(columns.get(leaf), leaf, pages);
        }
        long firstRow = firstRows.getLast();
        for (int page = 1; page < pages; page++) {
            firstRows.add(Math.addExact(firstRow, rows[page]));
        }
        firstRows.add(Math.addExact(firstRow, group.getNum_rows()));
        groups.add(new RowGroupPages(firstRows.size() - 1 - pages, pages, chunks, filters));
    }

    private long[] firstRows(OffsetIndex index, long groupRows) {
        List<PageLocation> locations = requireNonNull(index.getPage_locations());
        long[] rows = new long[locations.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = locations.get(i).getFirst_row_index();
            long next = i + 1 < rows.length ? locations.get(i + 1).getFirst_row_index() : groupRows;
            long pageRows = Math.subtractExact(next, rows[i]);
            check(pageRows > 0 && pageRows <= Integer.MAX_VALUE, "a page has no rows, or too many");
        }
        check(rows.length > 0 && rows[0] == 0, "a row group does not begin with a page");
        return rows;
    }

    private ChunkPages chunk(ColumnChunk column, Leaf leaf, OffsetIndex index, long groupRows) {
        ColumnMetaData metaData = requireNonNull(column.getMeta_data());
        check(
                leaf.path().equals(metaData.getPath_in_schema())
                        && metaData.getType() == FileShape.physical(leaf.type())
                        && metaData.getCodec() == CompressionCodec.ZSTD
                        && (leaf.maxRepetition() > 0 || metaData.getNum_values() == groupRows),
                "column " + leaf.name() + " is described as another");
        long firstPage = metaData.getData_page_offset();
        boolean dictionary = metaData.isSetDictionary_page_offset();
        long start = dictionary ? metaData.getDictionary_page_offset() : firstPage;
        check(
                start == position && (dictionary ? firstPage > start : firstPage == start),
                "column " + leaf.name() + " does not begin where the one before it ends");
        int dictionaryBytes = Math.toIntExact(firstPage - start);
        int dictionaryChecksum = dictionary ? checksums.getInt() : 0;
        List<PageLocation> locations = requireNonNull(index.getPage_locations());
        int[] ends = new int[locations.size()];
        int[] pageChecksums = new int[ends.length];
        int end = dictionaryBytes;
        for (int i = 0; i < ends.length; i++) {
            PageLocation location = locations.get(i);
            check(
                    location.getOffset() == start + end && location.getCompressed_page_size() > 0,
                    "page " + (firstRows.size() - 1 + i) + " of column " + leaf.name()
                            + " does not begin where the one before it ends");
            end = Math.addExact(end, location.getCompressed_page_size());
            ends[i] = end;
            pageChecksums[i] = checksums.getInt();
        }
        check(end == metaData.getTotal_compressed_size(), "column " + leaf.name() + " has another length");
        position = start + end;
        check(position <= bytes.indexesPosition(), "column " + leaf.name() + " reaches into the indexes");
        return new ChunkPages(start, dictionaryBytes, dictionaryChecksum, ends, pageChecksums);
    }

    /// The filters of a row group's pages, whose sizes follow from their rows.
    private ChunkPages filters(long[] rows, long groupRows) {
        int[] ends = new int[rows.length];
        int[] filterChecksums = new int[rows.length];
        int end = 0;
        for (int page = 0; page < rows.length; page++) {
            long next = page + 1 < rows.length ? rows[page + 1] : groupRows;
            end = Math.addExact(end, KeyFilter.sizeBytes(Math.toIntExact(next - rows[page]), keyFilterBits));
            ends[page] = end;
            filterChecksums[page] = checksums.getInt();
        }
        long start = position;
        position += end;
        check(position <= bytes.indexesPosition(), "key filters reach into the indexes");
        return new ChunkPages(start, 0, 0, ends, filterChecksums);
    }

    private void addBounds(ColumnChunk column, int leaf, int pages) throws IOException {
        ColumnIndex index = read(new ColumnIndex(), column.getColumn_index_offset(), column.getColumn_index_length());
        List<ByteBuffer> pageMins = requireNonNull(index.getMin_values());
        List<ByteBuffer> pageMaxes = requireNonNull(index.getMax_values());
        check(pageMins.size() == pages && pageMaxes.size() == pages, "a key has not as many bounds as pages");
        List<byte[]> leafMins = mins.computeIfAbsent(leaf, unseen -> new ArrayList<>());
        List<byte[]> leafMaxes = maxes.computeIfAbsent(leaf, unseen -> new ArrayList<>());
        for (int page = 0; page < pages; page++) {
            leafMins.add(copy(pageMins.get(page)));
            leafMaxes.add(copy(pageMaxes.get(page)));
        }
    }

    private static byte[] copy(ByteBuffer value) {
        byte[] copy = new byte[value.remaining()];
        value.duplicate().get(copy);
        return copy;
    }

    private <T extends TSerializable> T read(T index, long offset, int length) throws IOException {
        return Thrift.read(index, bytes.array(), inArray(offset, length), length);
    }

    /// The place in the array of an index at this position of the file.
    private int inArray(long offset, int length) {
        long from = offset - bytes.indexesPosition() + bytes.indexesFrom();
        check(
                length > 0 && from >= bytes.indexesFrom() && from + length <= bytes.indexesTo(),
                "an index lies outside the indexes");
        return Math.toIntExact(from);
    }

    /// Checks that all has been read.
    void finish(long rowCount) {
        check(firstRows.getLast() == rowCount, "its row groups have not as many rows as the file");
        check(position == bytes.indexesPosition(), "bytes lie between the last column and the indexes");
        check(!checksums.hasRemaining(), "there are more checksums than pages");
    }

    /// The first row of each page, and the row count.
    long[] firstRows() {
        return firstRows.stream().mapToLong(Long::longValue).toArray();
    }

    List<RowGroupPages> groups() {
        return groups;
    }

    List<byte[]> mins(int leaf) {
        return mins.getOrDefault(leaf, List.of());
    }

    List<byte[]> maxes(int leaf) {
        return maxes.getOrDefault(leaf, List.of());
    }

    private void check(boolean asWritten, String why) {
        if (!asWritten) {
            throw CorruptFileException.inFooter(path, why);
        }
    }
}
