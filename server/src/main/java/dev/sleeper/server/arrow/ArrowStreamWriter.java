package dev.sleeper.server.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.sleeper.row.NullColumns;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.server.rows.RowSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;

/// Writes rows as an Arrow IPC stream, uncompressed, straight from the arrays of their columns.
///
/// `start`, then `write` for each batch, then `finish`, which writes the end marker: a stream without it is one
/// that failed. Not thread-safe.
public final class ArrowStreamWriter implements RowSink {
    private static final int CONTINUATION = -1;
    /// The key under which a message carries the problem that ends the stream.
    private static final String PROBLEM = "sleeper:problem";
    private static final int NONE = 0;

    private final OutputStream stream;
    private final BodyWriter out;
    private final List<Field> fields;
    /// Whether a message is written in part, after which no other can stand.
    private boolean inMessage;

    /// @param out    gets the bytes in pieces of up to 256 KiB; not closed here
    /// @param fields the fields of every batch, in order
    public ArrowStreamWriter(OutputStream out, List<Field> fields) {
        this.stream = out;
        this.out = new BodyWriter(out);
        this.fields = List.copyOf(fields);
    }

    @Override
    public void start() throws IOException {
        FlatBufferBuilder builder = new FlatBufferBuilder(1024);
        int schema = SchemaMessage.append(builder, fields);
        writeMetadata(builder, MessageHeader.Schema, schema, 0, NONE);
    }

    @Override
    public void write(RowBatch batch) throws IOException {
        write(batch, new FlatBufferBuilder(1024), NONE);
    }

    @Override
    public void finish() throws IOException {
        out.putInt(CONTINUATION);
        out.putInt(0);
        out.flush();
    }

    /// The format has no word for it, so the problem is metadata of a batch without rows. Readers that do not look for
    /// it are told by the missing end, as ever.
    @Override
    public void fail(byte[] problem) throws IOException {
        if (!inMessage) {
            FlatBufferBuilder builder = new FlatBufferBuilder(1024);
            int key = builder.createString(PROBLEM);
            int value = builder.createString(new String(problem, StandardCharsets.UTF_8));
            int entry = KeyValue.createKeyValue(builder, key, value);
            write(withoutRows(), builder, Message.createCustomMetadataVector(builder, new int[] {entry}));
        }
        out.flush();
        stream.flush();
    }

    private RowBatch withoutRows() {
        return new RowBatch(
                fields,
                fields.stream().map(field -> NullColumns.of(field.type(), 0)).toList(),
                0);
    }

    private void write(RowBatch batch, FlatBufferBuilder builder, int customMetadata) throws IOException {
        BatchLayout layout = BatchLayout.of(batch);
        int header = header(builder, batch.rowCount(), layout);
        inMessage = true;
        writeMetadata(builder, MessageHeader.RecordBatch, header, layout.bodyLength(), customMetadata);
        layout.writeBody(out);
        inMessage = false;
    }

    private static int header(FlatBufferBuilder builder, int rowCount, BatchLayout layout) {
        List<BatchLayout.Part> parts = layout.parts();
        RecordBatch.startBuffersVector(builder, parts.size());
        for (BatchLayout.Part part : parts.reversed()) {
            Buffer.createBuffer(builder, part.offset(), part.length());
        }
        int buffers = builder.endVector();
        List<BatchLayout.Node> nodes = layout.nodes();
        RecordBatch.startNodesVector(builder, nodes.size());
        for (BatchLayout.Node node : nodes.reversed()) {
            FieldNode.createFieldNode(builder, node.size(), node.nullCount());
        }
        int nodeVector = builder.endVector();
        RecordBatch.startRecordBatch(builder);
        RecordBatch.addLength(builder, rowCount);
        RecordBatch.addNodes(builder, nodeVector);
        RecordBatch.addBuffers(builder, buffers);
        return RecordBatch.endRecordBatch(builder);
    }

    private void writeMetadata(
            FlatBufferBuilder builder, byte headerType, int header, long bodyLength, int customMetadata)
            throws IOException {
        Message.startMessage(builder);
        Message.addVersion(builder, MetadataVersion.V5);
        Message.addHeaderType(builder, headerType);
        Message.addHeader(builder, header);
        Message.addBodyLength(builder, bodyLength);
        if (customMetadata != NONE) {
            Message.addCustomMetadata(builder, customMetadata);
        }
        builder.finish(Message.endMessage(builder));
        ByteBuffer metadata = builder.dataBuffer();
        int length = metadata.remaining();
        int padded = Math.toIntExact(BodyWriter.padded(length));
        out.putInt(CONTINUATION);
        out.putInt(padded);
        out.putBytes(metadata.array(), metadata.arrayOffset() + metadata.position(), length);
        out.putZeros(padded - length);
    }
}
