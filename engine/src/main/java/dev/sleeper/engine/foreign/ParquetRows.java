package dev.sleeper.engine.foreign;

import dev.hardwood.HardwoodContext;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.FileSchema;
import dev.hardwood.schema.SchemaNode;
import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.foreign.LeafValues.ValueException;
import dev.sleeper.engine.write.SpillFile;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.Column;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The rows of a Parquet file that another program made, for a table: its columns are found by name, and must be those
/// of the table; one for a nullable field may be left out. Whatever is wrong with the file becomes a
/// [RequestException]; a damaged file never gives wrong rows without one, as far as its checksums tell.
///
/// Not thread-safe.
public final class ParquetRows implements AutoCloseable {
    private static final int DECODING_THREADS = 2;
    private static final long BATCH_BYTES = 16L << 20;
    private static final int MAX_BATCH_ROWS = 1 << 16;
    /// Batches that the reader has at once: one is filled, two wait, and one was given out.
    private static final long BATCHES = 4;
    /// Pages of a column that are decoded before they are asked for.
    private static final int PAGES_AHEAD = 2;

    private static final List<PrimitiveType> KEY_TYPES =
            List.of(PrimitiveType.LONG, PrimitiveType.STRING, PrimitiveType.BYTE_ARRAY);

    static {
        // Read once, when the reader is first used, and 8 by default: with pages of some megabytes in every column,
        // more than there is.
        System.setProperty("hardwood.internal.maxOutstanding", Integer.toString(PAGES_AHEAD));
    }

    private final HardwoodContext context;
    private final ParquetFileReader file;
    private final List<ParquetField> fields;
    private final ColumnReaders readers;
    private long rowsRead;

    private ParquetRows(
            HardwoodContext context, ParquetFileReader file, List<ParquetField> fields, ColumnReaders readers) {
        this.context = context;
        this.file = file;
        this.fields = fields;
        this.readers = readers;
    }

    /// Opens a file.
    ///
    /// @param disk   holds the file; closed with these rows
    /// @param schema of the table that the rows are for
    /// @param maxBytes how much memory reading may take
    /// @param memory is told how many bytes reading takes, before they are taken
    /// @throws RequestException with `INVALID_BODY` when it is no sound Parquet file, with `INVALID_ROW` when its
    ///     columns are not the table's, with `BATCH_TOO_LARGE` when its pages take too much memory
    public static ParquetRows open(SpillFile disk, Schema schema, long maxBytes, LongConsumer memory) {
        return open(disk, ColumnProjection.all(), file -> match(file, schema), maxBytes, memory);
    }

    /// Opens one column of a file, whose values may be those of a row key: a field of `LongType`, `StringType` or
    /// `ByteArrayType`, as the file has it.
    ///
    /// @param disk   holds the file; closed with these rows
    /// @param name   of the column
    /// @param maxBytes how much memory reading may take
    /// @throws RequestException as [#open] does
    public static ParquetRows openKeys(SpillFile disk, String name, long maxBytes) {
        return open(disk, ColumnProjection.columns(name), file -> List.of(keyField(file, name)), maxBytes, taken -> {});
    }

    private static ParquetRows open(
            SpillFile disk,
            ColumnProjection projection,
            Function<FileSchema, List<ParquetField>> find,
            long maxBytes,
            LongConsumer memory) {
        HardwoodContext context = HardwoodContext.create(DECODING_THREADS);
        try {
            ParquetBounds.checkFrame(disk);
            ParquetFileReader file = ParquetFileReader.open(new ReceivedFile(disk), context);
            FileSchema fileSchema = file.getFileSchema();
            ParquetBounds.checkFooter(file.getFileMetaData(), fileSchema.getColumnCount(), disk.sizeBytes());
            List<ParquetField> fields = find.apply(fileSchema);
            ParquetBounds.Sizes sizes = ParquetBounds.sizes(file.getFileMetaData(), disk);
            long rowBytes = rowBytes(file) + sizes.wordBytes();
            int batchRows = Math.clamp(BATCH_BYTES / rowBytes, 1, MAX_BATCH_ROWS);
            // One page more of each column is being made into a batch.
            long pageBytes = (PAGES_AHEAD + 1) * sizes.pageBytes();
            memory.accept(affordable(pageBytes + BATCHES * batchRows * rowBytes, maxBytes));
            ColumnReaders readers =
                    file.buildColumnReaders(projection).batchSize(batchRows).build();
            return new ParquetRows(context, file, fields, readers);
        } catch (RequestException | StoreUnavailableException e) {
            context.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            context.close();
            throw damaged(e);
        }
    }

    /// How many rows the file has.
    public long rowCount() {
        return file.getFileMetaData().numRows();
    }

    /// The next rows, with the table's fields in their order; null after the last.
    ///
    /// @throws RequestException with `INVALID_BODY` when the file is damaged, with `INVALID_ROW` when a value is
    ///     out of range
    public @Nullable RowBatch next() {
        try {
            if (!readers.nextBatch()) {
                checkComplete();
                return null;
            }
            List<Column> columns = new ArrayList<>(fields.size());
            for (ParquetField field : fields) {
                columns.add(read(field));
            }
            RowBatch batch =
                    new RowBatch(fields.stream().map(ParquetField::field).toList(), columns, readers.getRecordCount());
            rowsRead += batch.rowCount();
            return batch;
        } catch (RequestException | StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    private Column read(ParquetField field) {
        try {
            return field.read(readers);
        } catch (ValueException e) {
            throw new RequestException(
                    Code.INVALID_ROW,
                    "Field " + field.field().name() + " of record " + (rowsRead + field.rowOf(e.index(), readers) + 1)
                            + " is " + e.getMessage(),
                    "Mend the file, or make the table with a wider type; nothing was written.",
                    e);
        }
    }

    private void checkComplete() {
        if (rowsRead != rowCount()) {
            throw damaged(new IOException("it claims " + rowCount() + " rows, but has " + rowsRead));
        }
    }

    private static List<ParquetField> match(FileSchema file, Schema schema) {
        List<String> names =
                file.getRootNode().children().stream().map(SchemaNode::name).toList();
        for (String name : names) {
            if (schema.fields().stream().noneMatch(field -> field.name().equals(name))) {
                throw columnProblem("The file has the column " + name + ", which the table does not");
            }
        }
        if (names.stream().distinct().count() < names.size()) {
            throw columnProblem("The file has a column twice");
        }
        List<ParquetField> fields = new ArrayList<>();
        for (Field field : schema.fields()) {
            int place = names.indexOf(field.name());
            if (place < 0 && field.nullable()) {
                fields.add(new ParquetField(field, List.of()));
                continue;
            }
            if (place < 0) {
                throw columnProblem("The file lacks the column " + field.name());
            }
            SchemaNode node = file.getRootNode().children().get(place);
            fields.add(ParquetField.find(file, node, field)
                    .orElseThrow(() -> columnProblem(
                            "The file's column " + field.name() + " does not hold values of " + field.type())));
        }
        return fields;
    }

    private static ParquetField keyField(FileSchema file, String name) {
        List<SchemaNode> nodes = file.getRootNode().children();
        SchemaNode node = nodes.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> notAKey("The file lacks the column " + name + "; it has "
                        + String.join(", ", nodes.stream().map(SchemaNode::name).toList())));
        return KEY_TYPES.stream()
                .filter(type -> type != PrimitiveType.STRING || isSaidToBeText(node))
                .map(type -> Field.required(name, type))
                .filter(field -> ParquetField.find(file, node, field).isPresent())
                // The first of the columns that are read.
                .map(field -> new ParquetField(field, List.of(0)))
                .findFirst()
                .orElseThrow(() ->
                        notAKey("The file's column " + name + " does not hold whole numbers, strings or byte arrays"));
    }

    /// Bytes of which the file says nothing fit a table's strings too, but nobody says here that they are text.
    private static boolean isSaidToBeText(SchemaNode node) {
        return node instanceof SchemaNode.PrimitiveNode leaf && leaf.logicalType() != null;
    }

    private static long rowBytes(ParquetFileReader file) {
        long plainBytes = file.getFileMetaData().rowGroups().stream()
                .flatMap(group -> group.columns().stream())
                .mapToLong(chunk -> chunk.metaData().totalUncompressedSize())
                .sum();
        return Math.max(1, plainBytes / Math.max(1, file.getFileMetaData().numRows()));
    }

    private static long affordable(long readingBytes, long maxBytes) {
        if (readingBytes > maxBytes) {
            throw new RequestException(
                    Code.BATCH_TOO_LARGE,
                    "Reading the Parquet file takes " + (readingBytes >> 20) + " MB of memory, more than the limit of "
                            + (maxBytes >> 20) + " MB: its columns' largest pages are too large together",
                    "Write the file with smaller pages or smaller row groups, or give the rows as an Arrow stream.");
        }
        return readingBytes;
    }

    private static RequestException columnProblem(String message) {
        return new RequestException(
                Code.INVALID_ROW, message, "Give a file with the table's columns; nothing was written.");
    }

    private static RequestException notAKey(String message) {
        return new RequestException(Code.INVALID_ROW, message, "Name a column that can be a row key.");
    }

    private static RequestException damaged(Exception cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof OutOfMemoryError ours) {
                // Thrown in one of the reader's threads. It says nothing of the file.
                throw ours;
            }
        }
        return new RequestException(
                Code.INVALID_BODY,
                "The Parquet file is damaged or cut short: " + ReceivedFile.reason(cause),
                "Nothing was written. If it was cut short on its way, write it again; else the program that made it is "
                        + "at fault.",
                cause);
    }

    @Override
    public void close() {
        try (context;
                file) {
            readers.close();
        } catch (IOException | RuntimeException e) {
            // What was read is not in doubt: each batch was complete when it was given out.
            return;
        }
    }
}
