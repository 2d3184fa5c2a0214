package dev.sleeper.rowfile;

import static java.util.Objects.requireNonNull;

import dev.sleeper.rowfile.PageSink.WrittenPage;
import dev.sleeper.rowfile.page.ByteSink;
import dev.sleeper.rowfile.shape.FileShape;
import dev.sleeper.rowfile.shape.Leaf;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/// Gathers what the end of a file says of its row groups, and writes that end: indexes, page checksums, seal,
/// footer.
///
/// Not thread-safe.
final class FooterWriter {
    private final RowFileLayout layout;
    private final FileShape shape;
    private final List<SortingColumn> sorting = new ArrayList<>();
    private final List<RowGroup> groups = new ArrayList<>();
    private final List<@Nullable ColumnIndex> columnIndexes = new ArrayList<>();
    private final List<OffsetIndex> offsetIndexes = new ArrayList<>();
    private final ByteSink pageChecksums = new ByteSink(1 << 10);
    private long rowCount;

    FooterWriter(RowFileLayout layout, FileShape shape) {
        this.layout = layout;
        this.shape = shape;
        for (String key : layout.keys()) {
            int leaf = shape.firstLeaf(layout.schema().indexOf(key));
            sorting.add(new SortingColumn(leaf, false, false));
        }
    }

    /// Adds the next column chunk of a row group, which begins at `position`.
    ///
    /// @param bounds those of the pages and the chunk when the column is a key
    ColumnChunk chunk(ChunkWriter writer, long position, @Nullable KeyBounds bounds) {
        PageSink pages = writer.pages();
        Leaf leaf = writer.leaf();
        int dictionaryBytes = pages.dictionaryBytes().length();
        long firstPage = position + dictionaryBytes;
        ColumnMetaData metaData = new ColumnMetaData(
                        FileShape.physical(leaf.type()),
                        encodings(leaf, pages),
                        leaf.path(),
                        CompressionCodec.ZSTD,
                        pages.entryCount(),
                        pages.rawBytes(),
                        (long) dictionaryBytes + pages.bytes().length(),
                        firstPage)
                .setStatistics(
                        bounds == null ? new Statistics().setNull_count(pages.nullCount()) : bounds.groupStatistics())
                .setEncoding_stats(encodingStats(pages));
        if (dictionaryBytes > 0) {
            metaData.setDictionary_page_offset(position);
            pageChecksums.writeInt(pages.dictionaryChecksum());
        }
        columnIndexes.add(bounds == null ? null : bounds.pageIndex());
        offsetIndexes.add(offsetIndex(pages, firstPage));
        return new ColumnChunk(0).setMeta_data(metaData);
    }

    private static List<Encoding> encodings(Leaf leaf, PageSink pages) {
        List<Encoding> encodings =
                new ArrayList<>(pages.encodings().keySet().stream().sorted().toList());
        if (pages.usesDictionary() && !encodings.contains(Encoding.PLAIN)) {
            encodings.add(Encoding.PLAIN);
        }
        if (!leaf.isFlatRequired() && !encodings.contains(Encoding.RLE)) {
            encodings.add(Encoding.RLE);
        }
        return encodings;
    }

    private static List<PageEncodingStats> encodingStats(PageSink pages) {
        List<PageEncodingStats> stats = new ArrayList<>();
        if (pages.usesDictionary()) {
            stats.add(new PageEncodingStats(PageType.DICTIONARY_PAGE, Encoding.PLAIN, 1));
        }
        pages.encodings().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry ->
                        stats.add(new PageEncodingStats(PageType.DATA_PAGE_V2, entry.getKey(), entry.getValue())));
        return stats;
    }

    private OffsetIndex offsetIndex(PageSink pages, long firstPage) {
        List<PageLocation> locations = new ArrayList<>(pages.count());
        long at = firstPage;
        long row = 0;
        for (WrittenPage page : pages.written()) {
            locations.add(new PageLocation(at, page.sizeBytes(), row));
            pageChecksums.writeInt(page.checksum());
            at += page.sizeBytes();
            row += page.rows();
        }
        return new OffsetIndex(locations);
    }

    /// Adds the key filters that follow a row group's chunks.
    void addFilters(FilterSink filters) {
        pageChecksums.write(filters.checksums().bytes(), 0, filters.checksums().length());
    }

    /// Adds a row group of these chunks, which begin at `position`.
    void endGroup(List<ColumnChunk> chunks, long rows, long position) {
        long rawBytes = 0;
        long compressedBytes = 0;
        for (ColumnChunk chunk : chunks) {
            ColumnMetaData metaData = requireNonNull(chunk.getMeta_data());
            rawBytes += metaData.getTotal_uncompressed_size();
            compressedBytes += metaData.getTotal_compressed_size();
        }
        RowGroup group =
                new RowGroup(chunks, rawBytes, rows).setFile_offset(position).setTotal_compressed_size(compressedBytes);
        if (!sorting.isEmpty()) {
            group.setSorting_columns(sorting);
        }
        add(group);
    }

    private void add(RowGroup group) {
        if (groups.size() <= Short.MAX_VALUE) {
            group.setOrdinal((short) groups.size());
        }
        groups.add(group);
        rowCount += group.getNum_rows();
    }

    /// Takes up row groups that were encoded elsewhere, and begin here so many bytes further on.
    void append(FooterWriter part, long by) {
        for (RowGroup group : part.groups) {
            for (ColumnChunk chunk : requireNonNull(group.getColumns())) {
                ColumnMetaData metaData = requireNonNull(chunk.getMeta_data());
                metaData.setData_page_offset(metaData.getData_page_offset() + by);
                if (metaData.isSetDictionary_page_offset()) {
                    metaData.setDictionary_page_offset(metaData.getDictionary_page_offset() + by);
                }
            }
            add(group.setFile_offset(group.getFile_offset() + by));
        }
        for (OffsetIndex index : part.offsetIndexes) {
            for (PageLocation page : requireNonNull(index.getPage_locations())) {
                page.setOffset(page.getOffset() + by);
            }
        }
        columnIndexes.addAll(part.columnIndexes);
        offsetIndexes.addAll(part.offsetIndexes);
        pageChecksums.write(part.pageChecksums.bytes(), 0, part.pageChecksums.length());
    }

    /// Writes all that comes after the last row group.
    void write(FileSink file, @Nullable KeySketch sketch) {
        long indexesFrom = file.position();
        ByteSink end = new ByteSink(1 << 16);
        List<ColumnChunk> chunks = groups.stream()
                .flatMap(group -> requireNonNull(group.getColumns()).stream())
                .toList();
        writeIndexes(chunks, indexesFrom, end);
        end.write(pageChecksums.bytes(), 0, pageChecksums.length());
        int indexBytes = end.length();
        end.writeLong(indexesFrom);
        int sealedBytes = end.length();

        ByteSink footer = new ByteSink(1 << 12);
        write(out -> Util.writeFileMetaData(metaData(sketch), out), footer);
        CRC32C seal = new CRC32C();
        seal.update(end.bytes(), 0, sealedBytes);
        seal.update(footer.bytes(), 0, footer.length());
        end.writeInt((int) seal.getValue());
        end.writeInt(FileFormat.SEAL_MAGIC);
        if (end.length() - indexBytes != FileFormat.SEAL_LENGTH) {
            throw new IllegalStateException("The seal has another length than the format says");
        }
        end.write(footer.bytes(), 0, footer.length());
        end.writeInt(footer.length());
        end.write(FileFormat.MAGIC, 0, FileFormat.MAGIC_LENGTH);
        file.write(end);
    }

    /// Writes all column indexes, then all offset indexes, and notes in the chunks where they are.
    private void writeIndexes(List<ColumnChunk> chunks, long position, ByteSink out) {
        for (int i = 0; i < chunks.size(); i++) {
            ColumnIndex index = columnIndexes.get(i);
            if (index != null) {
                int start = out.length();
                write(stream -> Util.writeColumnIndex(index, stream), out);
                chunks.get(i).setColumn_index_offset(position + start).setColumn_index_length(out.length() - start);
            }
        }
        for (int i = 0; i < chunks.size(); i++) {
            OffsetIndex index = offsetIndexes.get(i);
            int start = out.length();
            write(stream -> Util.writeOffsetIndex(index, stream), out);
            chunks.get(i).setOffset_index_offset(position + start).setOffset_index_length(out.length() - start);
        }
    }

    private FileMetaData metaData(@Nullable KeySketch sketch) {
        List<KeyValue> ours = new ArrayList<>();
        ours.add(new KeyValue(FileFormat.VERSION_KEY).setValue(FileFormat.VERSION));
        ours.add(new KeyValue(FileFormat.ROW_KEYS_KEY)
                .setValue(String.join(FileFormat.NAME_SEPARATOR, layout.rowKeys())));
        ours.add(new KeyValue(FileFormat.SORT_KEYS_KEY)
                .setValue(String.join(FileFormat.NAME_SEPARATOR, layout.sortKeys())));
        if (layout.keyFilterBits() > 0) {
            ours.add(new KeyValue(FileFormat.KEY_FILTER_BITS_KEY).setValue(Integer.toString(layout.keyFilterBits())));
        }
        if (sketch != null) {
            ours.add(new KeyValue(FileFormat.SKETCH_KEY)
                    .setValue(Base64.getEncoder().encodeToString(sketch.toBytes())));
        }
        return new FileMetaData(FileFormat.PARQUET_VERSION, shape.elements(), rowCount, groups)
                .setKey_value_metadata(ours)
                .setCreated_by(FileFormat.CREATED_BY)
                .setColumn_orders(
                        Collections.nCopies(shape.leaves().size(), ColumnOrder.TYPE_ORDER(new TypeDefinedOrder())));
    }

    private interface ThriftWriter {
        void writeTo(OutputStream out) throws IOException;
    }

    private static void write(ThriftWriter writer, ByteSink out) {
        try {
            writer.writeTo(out.asStream());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
