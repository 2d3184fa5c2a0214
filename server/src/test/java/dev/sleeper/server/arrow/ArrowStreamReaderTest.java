package dev.sleeper.server.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.server.rows.BodyMemory;
import dev.sleeper.server.rows.RowSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArrowStreamReaderTest {
    private static final int END_MARKER_BYTES = 8;

    @Test
    void whatTheWriterWritesComesBack() throws IOException {
        byte[] stream = ArrowStreamWriterTest.write(AllTypes.BATCH);

        RowBatch read = readOne(stream, AllTypes.SCHEMA);

        assertThat(ArrowStreamWriterTest.write(read)).isEqualTo(stream);
    }

    @Test
    void columnsAreMatchedByName() throws IOException {
        List<Field> reversed = AllTypes.SCHEMA.fields().reversed();
        byte[] stream = ArrowStreamWriterTest.write(AllTypes.BATCH.select(reversed));

        RowBatch read = readOne(stream, AllTypes.SCHEMA);

        assertThat(ArrowStreamWriterTest.write(read)).isEqualTo(ArrowStreamWriterTest.write(AllTypes.BATCH));
    }

    @Test
    void aNullableFieldMayBeLeftOut() throws IOException {
        List<Field> required = AllTypes.SCHEMA.fields().stream()
                .filter(field -> !field.nullable())
                .toList();

        RowBatch read = readOne(ArrowStreamWriterTest.write(AllTypes.BATCH.select(required)), AllTypes.SCHEMA);

        assertThat(read.column("maybe").validity().nullCount()).isEqualTo(2);
    }

    @Test
    void aMissingFieldIsNamed() throws IOException {
        List<Field> fields = AllTypes.SCHEMA.fields();
        byte[] stream = ArrowStreamWriterTest.write(AllTypes.BATCH.select(fields.subList(1, fields.size())));

        assertRefused(stream, AllTypes.SCHEMA, Code.INVALID_ROW, "Field key (StringType) is missing");
    }

    @Test
    void anUnknownFieldIsNamed() throws IOException {
        Schema narrow = Schema.of(AllTypes.SCHEMA.fields().subList(0, 2), List.of("key"), List.of());

        assertRefused(
                ArrowStreamWriterTest.write(AllTypes.BATCH),
                narrow,
                Code.INVALID_ROW,
                "The table has no field long; its fields are key, int");
    }

    @Test
    void aNullInARequiredFieldIsNamedWithItsRecord() throws IOException {
        Field key = AllTypes.SCHEMA.field("key");
        Schema strict =
                Schema.of(List.of(key, Field.required("maybe", PrimitiveType.STRING)), List.of("key"), List.of());
        byte[] stream =
                ArrowStreamWriterTest.write(AllTypes.BATCH.select(List.of(key, AllTypes.SCHEMA.field("maybe"))));

        assertRefused(
                stream, strict, Code.INVALID_ROW, "Field maybe of record 2 is null, but the field is not nullable");
    }

    @Test
    void aNullInAKeyIsNotToldToMakeTheFieldNullable() throws IOException {
        Schema keyed = Schema.of(List.of(Field.required("maybe", PrimitiveType.STRING)), List.of("maybe"), List.of());
        byte[] stream = ArrowStreamWriterTest.write(AllTypes.BATCH.select(List.of(AllTypes.SCHEMA.field("maybe"))));

        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> readAll(stream, keyed))
                .withMessage("Field maybe of record 2 is null, but it is a key field")
                .extracting(RequestException::hint)
                .isEqualTo("Give every record a value: row key and sort key fields are never null.");
    }

    @Test
    void aStreamWithoutItsEndMarkerIsNotWhole() throws IOException {
        byte[] stream = ArrowStreamWriterTest.write(AllTypes.BATCH);

        assertRefused(
                Arrays.copyOf(stream, stream.length - END_MARKER_BYTES),
                AllTypes.SCHEMA,
                Code.INVALID_BODY,
                "The Arrow IPC stream is damaged or cut short: it ends without its end marker");
    }

    @Test
    void noPrefixOfAStreamIsWhole() throws IOException {
        byte[] stream = ArrowStreamWriterTest.write(AllTypes.BATCH);

        for (int length = 0; length < stream.length; length++) {
            assertThat(refusal(Arrays.copyOf(stream, length), AllTypes.SCHEMA))
                    .as("cut at %d", length)
                    .isNotNull();
        }
    }

    @Test
    void aDamagedStreamIsRefusedOrReadButNeverBreaksTheReader() throws IOException {
        byte[] stream = ArrowStreamWriterTest.write(AllTypes.BATCH);
        Random random = new Random(20_261_122);
        int refused = 0;

        for (int round = 0; round < 30_000; round++) {
            byte[] damaged = stream.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            refused += refusal(damaged, AllTypes.SCHEMA) == null ? 0 : 1;
        }

        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void aBodyOverTheLimitIsRefusedBeforeItIsRead() throws IOException {
        byte[] stream = ArrowStreamWriterTest.write(AllTypes.BATCH);
        byte[] huge = ClaimedBody.claiming(stream, RowSource.MAX_BATCH_BYTES + 8L);

        assertRefused(
                huge,
                AllTypes.SCHEMA,
                Code.BATCH_TOO_LARGE,
                "A batch of 67,108,872 bytes is over the limit of 67,108,864 bytes (64 MB)");
    }

    @Test
    void whatIsNoStreamAtAllIsRefused() {
        assertRefused(
                "PAR1 is not Arrow".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                AllTypes.SCHEMA,
                Code.INVALID_BODY,
                "The Arrow IPC stream is damaged or cut short: a message does not start with 0xffffffff");
    }

    static RowBatch readOne(byte[] stream, Schema schema) {
        try (ArrowStreamReader reader = ArrowStreamReader.open(new ByteArrayInputStream(stream), schema, memory())) {
            RowBatch batch = Objects.requireNonNull(reader.next());
            assertThat(reader.next()).isNull();
            return batch;
        }
    }

    static void assertRefused(byte[] stream, Schema schema, Code code, String message) {
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> readAll(stream, schema))
                .withMessage(message)
                .extracting(RequestException::code)
                .isEqualTo(code);
    }

    private static @Nullable RequestException refusal(byte[] stream, Schema schema) {
        try {
            readAll(stream, schema);
            return null;
        } catch (RequestException e) {
            return e;
        }
    }

    private static void readAll(byte[] stream, Schema schema) {
        try (ArrowStreamReader reader = ArrowStreamReader.open(new ByteArrayInputStream(stream), schema, memory())) {
            RowBatch batch = reader.next();
            while (batch != null) {
                batch = reader.next();
            }
        }
    }

    private static BodyMemory.Share memory() {
        return new BodyMemory(1L << 30).share();
    }
}
