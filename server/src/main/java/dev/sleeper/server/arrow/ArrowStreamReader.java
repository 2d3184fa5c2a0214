package dev.sleeper.server.arrow;

import com.google.flatbuffers.Table;
import dev.sleeper.engine.RequestException;
import dev.sleeper.row.Column;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.server.rows.BodyMemory;
import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowNumbers;
import dev.sleeper.server.rows.RowSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.jspecify.annotations.Nullable;

/// Reads an Arrow IPC stream as rows of a table. Columns are matched by name, in any order; one for a nullable
/// field may be left out. The stream must end with its end marker, so that one cut short is never taken for whole.
///
/// Nothing in the stream is trusted: every length and offset is checked before it is used, and what is allocated is
/// bounded by [RowSource#MAX_BATCH_BYTES] for a batch, and by [BodyMemory] for all streams.
public final class ArrowStreamReader implements RowSource {
    private final InputStream in;
    private final Schema schema;
    private final BodyMemory.Share memory;
    private final MessageReader messages;
    private final Dictionaries dictionaries = new Dictionaries();
    private final List<StreamColumn> streamColumns = new ArrayList<>();
    private long recordCount;

    /// A column of the stream and the place of its field in the schema.
    private record StreamColumn(int fieldIndex, ColumnDecoder decoder) {}

    private ArrowStreamReader(InputStream in, Schema schema, BodyMemory.Share memory) {
        this.in = in;
        this.schema = schema;
        this.memory = memory;
        this.messages = new MessageReader(in, memory);
    }

    /// Reads the stream's schema and matches it with the table's.
    ///
    /// @param memory for what is read
    /// @throws RequestException when the bytes are no such stream, or its columns do not fit the table
    public static ArrowStreamReader open(InputStream in, Schema schema, BodyMemory.Share memory) {
        ArrowStreamReader reader = new ArrowStreamReader(in, schema, memory);
        reader.checked(() -> {
            reader.readSchema();
            return null;
        });
        return reader;
    }

    @Override
    public @Nullable RowBatch next() {
        return checked(this::readBatch);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Read {
        @Nullable
        RowBatch read() throws IOException;
    }

    /// Flatbuffers are read where they lie, so a damaged one shows as an access outside of its bytes.
    private @Nullable RowBatch checked(Read read) {
        try {
            return read.read();
        } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "its metadata is damaged", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readSchema() throws IOException {
        Message message = messages.next(0);
        if (message == null || message.headerType() != MessageHeader.Schema) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "it does not begin with a schema");
        }
        org.apache.arrow.flatbuf.Schema header = header(message, new org.apache.arrow.flatbuf.Schema());
        ColumnDecoders decoders = new ColumnDecoders(dictionaries);
        boolean[] seen = new boolean[schema.fields().size()];
        for (ArrowField streamField : ArrowSchema.parse(header)) {
            int index = indexOf(streamField.name());
            if (seen[index]) {
                throw Refusal.repeatedField(streamField.name());
            }
            seen[index] = true;
            Field field = schema.fields().get(index);
            streamColumns.add(new StreamColumn(index, decoders.of(streamField, field.type(), field.name())));
        }
        for (int i = 0; i < seen.length; i++) {
            Field field = schema.fields().get(i);
            if (!seen[i] && !field.nullable()) {
                throw Refusal.missingField(field);
            }
        }
    }

    private int indexOf(String name) {
        for (int i = 0; i < schema.fields().size(); i++) {
            if (schema.fields().get(i).name().equals(name)) {
                return i;
            }
        }
        throw Refusal.unknownField(name, schema);
    }

    private @Nullable RowBatch readBatch() throws IOException {
        while (true) {
            Message message = messages.next(dictionaries.sizeBytes());
            if (message == null) {
                messages.expectEnd();
                return null;
            }
            switch (message.headerType()) {
                case MessageHeader.DictionaryBatch -> {
                    DictionaryBatch batch = header(message, new DictionaryBatch());
                    dictionaries.read(batch, messages.body(), memory);
                }
                case MessageHeader.RecordBatch -> {
                    RecordBatch batch = header(message, new RecordBatch());
                    return rows(new BatchCursor(batch, messages.body(), memory));
                }
                default ->
                    throw Refusal.damaged(
                            ArrowSchema.FORMAT,
                            "it has a message of kind " + message.headerType() + " among its batches");
            }
        }
    }

    private static <T extends Table> T header(Message message, T kind) {
        if (message.header(kind) == null) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a message has no header");
        }
        return kind;
    }

    private RowBatch rows(BatchCursor cursor) {
        int rowCount = cursor.rowCount();
        long firstRecord = recordCount;
        RowNumbers numbers = row -> firstRecord + row + 1;
        List<Field> fields = schema.fields();
        Column[] columns = new Column[fields.size()];
        for (StreamColumn streamColumn : streamColumns) {
            Field field = fields.get(streamColumn.fieldIndex());
            Column column = streamColumn.decoder().decode(cursor, numbers);
            if (column.size() != rowCount) {
                throw Refusal.damaged(
                        ArrowSchema.FORMAT,
                        "column " + field.name() + " has " + column.size() + " rows in a batch of " + rowCount);
            }
            checkNulls(field, column, numbers);
            columns[streamColumn.fieldIndex()] = column;
        }
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] == null) {
                columns[i] =
                        ColumnDecoders.nulls(cursor, rowCount, fields.get(i).type());
            }
        }
        recordCount += rowCount;
        return new RowBatch(fields, List.of(columns), rowCount);
    }

    private void checkNulls(Field field, Column column, RowNumbers numbers) {
        if (field.nullable() || !column.validity().hasNulls()) {
            return;
        }
        int row = 0;
        while (!column.isNull(row)) {
            row++;
        }
        throw Refusal.nullValue(field, numbers.recordOf(row), schema);
    }
}
