package dev.sleeper.server.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.PrimitiveType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageMetadataResult;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.junit.jupiter.api.Test;

class ArrowStreamWriterTest {

    @Test
    void arrowsOwnReaderReadsEveryType() throws IOException {
        byte[] stream = write(AllTypes.BATCH);

        assertThat(readRows(stream))
                .containsExactly(
                        List.of(
                                "a",
                                "-7",
                                "4294967296",
                                "1.5",
                                "-0.25",
                                "true",
                                "1700000000000001",
                                "7a00ff",
                                "[1,2,3]",
                                "[{\"key\":\"x\",\"value\":1},{\"key\":\"y\",\"value\":2}]",
                                "s"),
                        List.of(
                                "\u00e9\ud83d\ude00",
                                "2147483647",
                                "-9223372036854775808",
                                "NaN",
                                "Infinity",
                                "false",
                                "-1",
                                "",
                                "[]",
                                "[]",
                                "null"));
    }

    @Test
    void aSliceIsWrittenAsIfItWereAllThereIs() throws IOException {
        RowBatch slice = AllTypes.BATCH.slice(1, 2);

        assertThat(readRows(write(slice)))
                .isEqualTo(readRows(write(AllTypes.BATCH)).subList(1, 2));
    }

    @Test
    void bytesThatStartAnywhereAreWrittenFromZero() throws IOException {
        byte[] bytes = "xxabcd".getBytes(StandardCharsets.UTF_8);
        BytesColumn column = new BytesColumn(bytes, new int[] {2, 3, 6}, 2, Validity.ALL);
        RowBatch batch = new RowBatch(List.of(Field.required("key", PrimitiveType.STRING)), List.of(column), 2);

        assertThat(readRows(write(batch))).containsExactly(List.of("a"), List.of("bcd"));
    }

    @Test
    void aStreamWithoutRowsHasItsSchema() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArrowStreamWriter writer = new ArrowStreamWriter(out, AllTypes.SCHEMA.fields());
        writer.start();
        writer.finish();

        try (BufferAllocator allocator = new RootAllocator();
                ArrowStreamReader reader =
                        new ArrowStreamReader(new ByteArrayInputStream(out.toByteArray()), allocator)) {
            assertThat(reader.getVectorSchemaRoot().getSchema().getFields().stream()
                            .map(field -> field.toString()))
                    .containsExactly(
                            "key: Utf8 not null",
                            "int: Int(32, true) not null",
                            "long: Int(64, true) not null",
                            "float: FloatingPoint(SINGLE) not null",
                            "double: FloatingPoint(DOUBLE) not null",
                            "boolean: Bool not null",
                            "timestamp: Timestamp(MICROSECOND, UTC) not null",
                            "bytes: Binary not null",
                            "list: List<item: Int(64, true) not null> not null",
                            "map: Map(false)<entries: Struct<key: Utf8 not null, value: Int(64, true) not null> not null>"
                                    + " not null",
                            "maybe: Utf8");
            assertThat(reader.loadNextBatch()).isFalse();
        }
    }

    @Test
    void aFailureIsToldInABatchWithoutRowsAndLeavesTheStreamWithoutItsEnd() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArrowStreamWriter writer = new ArrowStreamWriter(out, AllTypes.SCHEMA.fields());
        writer.start();
        writer.write(AllTypes.BATCH);
        writer.fail("{\"code\":\"corrupt-data\"}".getBytes(StandardCharsets.UTF_8));
        byte[] stream = out.toByteArray();

        List<Message> messages = messages(stream);
        assertThat(messages.stream().map(message -> MessageHeader.name(message.headerType())))
                .containsExactly("Schema", "RecordBatch", "RecordBatch");
        assertThat(messages.get(1).customMetadataLength()).isZero();
        assertThat(messages.get(2).customMetadataLength()).isOne();
        assertThat(messages.get(2).customMetadata(0).key()).isEqualTo("sleeper:problem");
        assertThat(messages.get(2).customMetadata(0).value()).isEqualTo("{\"code\":\"corrupt-data\"}");
        assertThat(readRows(stream)).isEqualTo(readRows(write(AllTypes.BATCH)));
    }

    @Test
    void aFailureInTheMiddleOfABatchAddsNothingToIt() throws IOException {
        BytesColumn longer = new BytesColumn(new byte[] {1}, new int[] {0, 5}, 1, Validity.ALL);
        RowBatch broken = new RowBatch(List.of(Field.required("key", PrimitiveType.BYTE_ARRAY)), List.of(longer), 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArrowStreamWriter writer = new ArrowStreamWriter(out, broken.fields());
        writer.start();

        assertThatThrownBy(() -> writer.write(broken)).isInstanceOf(RuntimeException.class);
        writer.fail("{}".getBytes(StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.ISO_8859_1)).doesNotContain("sleeper:problem");
    }

    /// The messages of a stream that has no end marker.
    private static List<Message> messages(byte[] stream) throws IOException {
        List<Message> messages = new ArrayList<>();
        ReadChannel in = new ReadChannel(Channels.newChannel(new ByteArrayInputStream(stream)));
        MessageMetadataResult result = MessageSerializer.readMessage(in);
        while (result != null) {
            messages.add(result.getMessage());
            in.readFully(ByteBuffer.allocate(Math.toIntExact(result.getMessageBodyLength())));
            result = MessageSerializer.readMessage(in);
        }
        return messages;
    }

    static byte[] write(RowBatch batch) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArrowStreamWriter writer = new ArrowStreamWriter(out, batch.fields());
        writer.start();
        writer.write(batch);
        writer.finish();
        return out.toByteArray();
    }

    private static List<List<String>> readRows(byte[] stream) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(stream), allocator)) {
            while (reader.loadNextBatch()) {
                int rowCount = reader.getVectorSchemaRoot().getRowCount();
                for (int row = 0; row < rowCount; row++) {
                    List<String> values = new ArrayList<>();
                    for (FieldVector vector : reader.getVectorSchemaRoot().getFieldVectors()) {
                        values.add(text(vector, row));
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }

    private static String text(FieldVector vector, int row) {
        if (vector instanceof VarBinaryVector bytes) {
            return java.util.HexFormat.of().formatHex(bytes.get(row));
        }
        return String.valueOf(vector.getObject(row));
    }
}
